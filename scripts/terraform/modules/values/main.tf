variable "token" {
  type      = string
  ephemeral = true
  default   = null
}

variable "any" {
  default = {
    a = 1
    b = "two"
  }
}

variable "settings" {
  type = object({
    name  = string
    ports = set(number)
    extra = optional(object({
      on   = optional(bool, true)
      list = optional(list(string), ["x"])
    }), {})
  })
  default = {
    name  = "n"
    ports = [80, 443]
  }
}

locals {
  ports    = sort([for p in var.settings.ports : tostring(p)])
  pairs    = setproduct(["a", "b"], [1, 2])
  flat     = flatten([["a"], ["b", ["c"]]])
  keyed    = zipmap(["a", "b"], [1, 2])
  formatted = format("%s-%03d", var.settings.name, 7)
  matched  = regex("^(\\w+)-(\\d+)$", "ab-12")
  replaced = replace("a.b", ".", "-")
  splitted = split(",", "a,b,c")
  element  = element(local.splitted, 1)
  sliced   = slice(local.splitted, 0, 2)
  b64      = base64encode("x")
  hash     = sha256("x")
  ts       = formatdate("YYYY", "2020-01-01T00:00:00Z")
  num      = parseint("ff", 16)
  bools    = [true, !false, 1 == 1, "a" != "b", 1 < 2 && 2 >= 1]
  coalesced = coalesce("", "b")
  tried    = try(var.any.missing, "fallback")
  can      = can(var.any.a)
  typed    = tomap({ a = "b" })
  yaml     = yamlencode({ a = [1, 2] })
  ranged   = range(1, 10, 2)
  distinct = distinct([1, 1, 2])
  keys     = keys({ a = 1 })
  vals     = values({ a = 1 })
  chunk    = chunklist(["a", "b", "c"], 2)
  cont     = contains(["a"], "a")
  trim     = trimspace("  a ")
  maxed    = max(1, 2, 3)
  nulls    = null
  index    = index(["a", "b"], "b")
  one      = one([])
  tern     = 1 > 2 ? [1] : []
  strings  = "a${1 + 1}b${true}"
  cond     = "x %{if true}y%{else}z%{endif}"
  deep     = { a = { b = { c = [{ d = 1 }] } } }
  got      = local.deep.a.b.c[0].d
  all      = local.deep.a.b.c[*].d
  mod      = 7 % 3
  neg      = -5
  negb     = !true
  paths    = "${path.module}/${path.root}/${path.cwd}"
}


resource "terraform_data" "many" {
  for_each = { for i, p in local.ports : p => i }
  input = {
    port  = each.key
    index = each.value
  }
}

resource "terraform_data" "each_ref" {
  input = terraform_data.many["80"].output
}

output "x" {
  value = var.settings.extra.list[0]
}

output "y" {
  value = one(values(terraform_data.many)[*].id)
}
