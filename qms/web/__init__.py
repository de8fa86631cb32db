"""Floor 2: the frame of any page: transaction, guards, forms, errors, templating. Knows no room."""
