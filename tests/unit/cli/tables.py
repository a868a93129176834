"""A file of a rare class that the tests of the command line resample."""

HEADER = "id,age,town,seen,amount,fraud"
ROWS = [
    "0001,23,Ulm,2024-01-03,1.50,yes",
    "0002,31,Kiel,2024-01-05,2.25,yes",
    '0003,35,"Ulm",2024-02-03,3.10,yes',
    "0004,52,Bonn,2024-03-03,4.00,no",
    "0005,61,Ulm,2024-04-03,5.50,no",
    "0006,47,Kiel,2024-05-03,1.00,no",
    '0007,58,"Bonn, ""West""\nside",2024-06-03,9.99,no',
    "0008,44,,2024-07-03,7.25,no",
]
TEXT = "\n".join([HEADER, *ROWS]) + "\n"
# Three rows of the class leave each of them two neighbours.
FEW = ["--set", "k_neighbors=2", "--seed", "0"]
