"""What a tenderer or agency does before the draw (Art. 8(1)); the regulator's witness is appointed here too."""
