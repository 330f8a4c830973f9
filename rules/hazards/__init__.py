"""What is decided about hazards (隐患): numbers, category and grade, deadlines, checks, likeness, figures. Pure."""
