service  = "shop"
image_id = "ami-0f3c9a7be21d4c605"

private_subnet_ids = [
  "subnet-0a5d7e2c9b1f48360",
  "subnet-0e47b9c15a6d83f02",
]
