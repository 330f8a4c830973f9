"""What people see in their chat: a neutral `Card`, builders for each flow, one renderer for each platform."""
