/** Ends of the names of the files that may be CloudFormation's. */
export const cloudFormationExtensions: readonly string[] = ['.yaml', '.yml', '.json', '.template', '.cfn'];
