"""The demonstration: two organisations, their people and documents, made through operations as people would.

For an empty installation only. Nothing is put past the rules, and nothing that is there is ever touched.
"""
