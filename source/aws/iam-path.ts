/** Where this program's roles and instance profiles live in IAM, which knows no regions. */
export const iamPath = '/privatelink-wizard/';
