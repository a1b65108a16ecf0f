terraform {
  required_version = ">= 1.0"
  backend "local" {
    path = "x.tfstate"
  }
}

variable "name" {
  type        = string
  default     = "web"
  description = "Name."
  validation {
    condition     = length(var.name) > 1
    error_message = "Too short: ${var.name}."
  }
}

variable "sizes" {
  type    = map(number)
  default = { small = 1, large = 10 }
}

variable "zones" {
  type = list(object({
    id      = string
    weight  = optional(number, 1)
    tags    = optional(map(string), {})
    enabled = optional(bool)
  }))
  default  = [{ id = "a" }, { id = "b", weight = 2 }]
  nullable = false
}

variable "secret" {
  type      = string
  sensitive = true
  default   = "x"
}

variable "pair" {
  type    = tuple([string, number])
  default = ["a", 1]
}

variable "flag" {
  type    = bool
  default = false
}

locals {
  prefix  = "${var.name}-${terraform.workspace}"
  total   = sum([for z in var.zones : z.weight])
  by_id   = { for z in var.zones : z.id => z if z.weight > 0 }
  grouped = { for z in var.zones : z.weight => z.id... }
  ids     = var.zones[*].id
  first   = local.ids[0]
  nested = {
    a = [1, 2, 3]
    b = { c = "d" }
  }
  picked  = local.nested.b.c
  text    = <<-EOT
    hello ${upper(var.name)}
    %{for z in var.zones~}
    ${z.id} = ${z.weight}
    %{endfor~}
  EOT
  choice  = var.flag ? "yes" : "no"
  joined  = join(",", concat(local.ids, ["z"]))
  number  = 1 + 2 * 3 - length(local.ids)
  decoded = jsondecode("{\"a\": 1}")
  merged  = merge(var.sizes, { huge = 100 })
  looked  = lookup(var.sizes, "small", 0)
  cidr    = cidrsubnet("10.0.0.0/16", 8, 2)
}

resource "terraform_data" "one" {
  input = local.prefix
  triggers_replace = [var.name, local.total]

  lifecycle {
    create_before_destroy = true
    ignore_changes        = [input]
    replace_triggered_by  = [terraform_data.two[0]]
    precondition {
      condition     = var.flag || local.total > 0
      error_message = "No."
    }
    postcondition {
      condition     = self.output != ""
      error_message = "Empty."
    }
  }

  provisioner "local-exec" {
    when        = destroy
    on_failure  = continue
    command     = "echo ${self.id}"
    environment = { A = "b" }
  }

  connection {
    host = "localhost"
    user = "me"
  }
}

resource "terraform_data" "two" {
  count      = 2
  input      = count.index
  depends_on = [terraform_data.three]
}

resource "terraform_data" "three" {
  for_each = toset(local.ids)
  input    = each.value
}

data "terraform_remote_state" "state" {
  backend = "local"
  config = {
    path = "../other.tfstate"
  }
}

module "child" {
  source   = "./child"
  for_each = local.by_id
  size     = each.value.weight
  label    = each.key
  items    = [each.key]
}

moved {
  from = terraform_data.old
  to   = terraform_data.one
}

removed {
  from = terraform_data.gone
  lifecycle {
    destroy = false
  }
}

import {
  to = terraform_data.one
  id = "x"
}

check "health" {
  assert {
    condition     = terraform_data.one.output == local.prefix
    error_message = "Bad ${local.prefix}."
  }
}

output "one" {
  value       = terraform_data.one.id
  description = "Id."
  depends_on  = [terraform_data.two]
}

output "two" {
  value = terraform_data.two[*].output
}

output "three" {
  value = { for k, v in terraform_data.three : k => v.output }
}

output "secret" {
  value     = var.secret
  sensitive = true
  precondition {
    condition     = length(var.secret) > 0
    error_message = "Empty."
  }
}

output "child" {
  value = module.child["a"].double
}

output "state" {
  value = data.terraform_remote_state.state.outputs.x
}

output "many" {
  value = [for k, m in module.child : m.label if m.double > 2]
}
