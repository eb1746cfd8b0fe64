"""Official papers: previewed, numbered and printed, printed again with a reason (印章管理制度 5)."""
