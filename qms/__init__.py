"""qms: an electronic quality management system for ISO 9001:2015."""
