# The variable that the name is made of is not declared anywhere.
resource "aws_sqs_queue" "jobs" {
  name                       = "${var.service_name}-jobs"
  visibility_timeout_seconds = 300
}
