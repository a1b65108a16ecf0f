import { parseHcl } from '../../src/terraform/hcl/parser.ts';
import { seedTexts } from './seeds.ts';

/** A service's part of the configuration: what a team keeps in one file, with names of its own. */
function service(name: string, number: number): string {
  const port = 8000 + number;
  return `# ${name}: network, machines and alarms.

variable "${name}_instance_type" {
  description = "Type of the machines of ${name}."
  type        = string
  default     = "t3.${number % 2 ? 'small' : 'medium'}"
}

variable "${name}_subnets" {
  description = "Subnets of ${name} by zone."
  type = map(object({
    cidr   = string
    public = optional(bool, false)
  }))
  default = {
    a = { cidr = "10.${number}.1.0/24" }
    b = { cidr = "10.${number}.2.0/24", public = true }
  }

  validation {
    condition     = length(var.${name}_subnets) > 1
    error_message = "At least two zones are needed."
  }
}

locals {
  ${name}_tags = merge(local.common_tags, {
    Service = "${name}"
    Port    = tostring(${port})
  })
  ${name}_private = { for zone, subnet in var.${name}_subnets : zone => subnet if !subnet.public }
}

resource "aws_subnet" "${name}" {
  for_each = var.${name}_subnets

  vpc_id                  = aws_vpc.main.id
  cidr_block              = each.value.cidr
  availability_zone       = "\${var.region}\${each.key}"
  map_public_ip_on_launch = each.value.public

  tags = merge(local.${name}_tags, { Name = "${name}-\${each.key}" })
}

resource "aws_security_group" "${name}" {
  name_prefix = "${name}-"
  description = "Traffic of ${name}"
  vpc_id      = aws_vpc.main.id

  dynamic "ingress" {
    for_each = local.${name}_private
    content {
      description = "from zone \${ingress.key}"
      from_port   = ${port}
      to_port     = ${port}
      protocol    = "tcp"
      cidr_blocks = [ingress.value.cidr]
    }
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }

  tags = local.${name}_tags
}

data "aws_iam_policy_document" "${name}" {
  statement {
    sid       = "Read"
    actions   = ["s3:GetObject", "s3:ListBucket"]
    resources = [aws_s3_bucket.${name}.arn, "\${aws_s3_bucket.${name}.arn}/*"]
  }
}

resource "aws_s3_bucket" "${name}" {
  bucket        = "\${var.prefix}-${name}-\${var.region}"
  force_destroy = false
  tags          = local.${name}_tags
}

resource "aws_iam_role" "${name}" {
  name               = "\${var.prefix}-${name}"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ec2.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "${name}" {
  name   = "read"
  role   = aws_iam_role.${name}.id
  policy = data.aws_iam_policy_document.${name}.json
}

resource "aws_instance" "${name}" {
  count = var.production ? 3 : 1

  ami                    = data.aws_ami.linux.id
  instance_type          = var.${name}_instance_type
  subnet_id              = element([for subnet in aws_subnet.${name} : subnet.id], count.index)
  vpc_security_group_ids = [aws_security_group.${name}.id]

  user_data = <<-EOT
    #!/bin/sh
    echo "${name} \${count.index}" > /etc/motd
    %{for zone in keys(var.${name}_subnets)~}
    echo \${zone}
    %{endfor~}
  EOT

  root_block_device {
    volume_size = 20
    volume_type = "gp3"
    encrypted   = true
  }

  lifecycle {
    create_before_destroy = true
    ignore_changes        = [ami]
  }

  tags = merge(local.${name}_tags, { Name = format("%s-%02d", "${name}", count.index + 1) })
}

resource "aws_cloudwatch_metric_alarm" "${name}_cpu" {
  alarm_name          = "${name}-cpu"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 2
  metric_name         = "CPUUtilization"
  namespace           = "AWS/EC2"
  period              = 300
  statistic           = "Average"
  threshold           = 80
  alarm_actions       = var.production ? [aws_sns_topic.alarms.arn] : []
}

output "${name}_instances" {
  description = "Addresses of the machines of ${name}."
  value       = { for index, machine in aws_instance.${name}[*] : index => machine.private_ip }
}
`;
}

const head = `terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0"
    }
  }
}

provider "aws" {
  region = var.region
}

variable "region" {
  description = "Region of everything here."
  type        = string
}

variable "prefix" {
  description = "Beginning of every name."
  type        = string
}

variable "production" {
  description = "Whether people depend on it."
  type        = bool
  default     = false
}

locals {
  common_tags = {
    Owner       = "platform"
    Environment = var.production ? "production" : "test"
  }
}

data "aws_ami" "linux" {
  most_recent = true
  owners      = ["amazon"]

  filter {
    name   = "name"
    values = ["al2023-ami-*-x86_64"]
  }
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/8"
}

resource "aws_sns_topic" "alarms" {
  name = "\${var.prefix}-alarms"
}
`;

/** A configuration as a team keeps it, all of it sound, of at least this many characters. */
export function realisticText(size: number): string {
  let text = head;
  for (let number = 1; text.length < size; number++) text += `\n${service(`service${number}`, number)}`;
  return text;
}

/** Files of such configurations, ten to a folder, by their paths. */
export function realisticFiles(count: number): Map<string, string> {
  const files = new Map<string, string>();
  for (let number = 0; number < count; number++) {
    const folder = `stack${Math.floor(number / 10)}`;
    const place = number % 10;
    files.set(place === 0 ? `${folder}/main.tf` : `${folder}/service${place}.tf`, place === 0 ? head : service(`service${place}`, place));
  }
  return files;
}

/** Sound examples one after the other, of at least this many characters: their names repeat and their references lead nowhere. */
export function manyFindingsText(size: number): string {
  const sound = seedTexts().filter((text) => !text.includes('# file:') && parseHcl(text).problems.length === 0);
  let text = '';
  for (let index = 0; text.length < size; index++) text += `${sound[index % sound.length] ?? ''}\n`;
  return text;
}
