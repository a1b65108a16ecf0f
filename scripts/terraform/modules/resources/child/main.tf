variable "size" {
  type     = number
  nullable = false
}
variable "label" {
  type = string
}
variable "items" {
  type    = set(string)
  default = []
}
output "double" {
  value = var.size * 2
}
output "label" {
  value = var.label
}
