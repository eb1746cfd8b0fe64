"""The rooms of tenderer and agency: file, change, follow (Art. 8(1); ui.md)."""
