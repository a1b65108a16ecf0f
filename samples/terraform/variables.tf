variable "region" {
  description = "Where the reports run"
  type        = string
  default     = "us-east-1"
}

variable "service" {
  description = "Beginning of every name"
  type        = string
}

variable "image_id" {
  description = "Machine image of the report servers"
  type        = string
}

variable "private_subnet_ids" {
  description = "Subnets without a route from the internet"
  type        = list(string)
}
