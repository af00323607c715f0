"""Items by GTIN and serial number, each with its line of life and its guarantees."""
