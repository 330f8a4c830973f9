"""What people see in their chat: a neutral `Card`, one builder module a flow, one renderer a platform."""
