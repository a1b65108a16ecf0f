terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

provider "aws" {
  region = var.region
}

locals {
  name = "${var.service}-reports"
}

resource "aws_launch_template" "reports" {
  name_prefix   = "${local.name}-"
  image_id      = var.image_id
  instance_type = "t3.small"

  metadata_options {
    http_tokens = "required"
  }
}

resource "aws_autoscaling_group" "reports" {
  name                = local.name
  min_size            = 0
  max_size            = 2
  vpc_zone_identifier = var.private_subnet_ids

  launch_template {
    id      = aws_launch_template.reports.id
    version = aws_launch_template.reports.latest_version
  }

  tag {
    key                 = "Service"
    value               = var.service
    propagate_at_launch = true
  }
}
