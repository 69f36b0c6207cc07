"""What is compared with real Keras: tables of plain data, one row a case."""
