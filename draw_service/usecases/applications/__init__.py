"""What a tenderer or agency does before the draw (Art. 8(1)), and the appointment of witnesses."""
