// What somebody must look at, by mail. docs/operations.md says what to do about each.
// A test compares the words that are looked for with those that the code logs.

param name string
param location string
param tags object
param workspaceId string
param addresses string[]

// AppTraces: https://learn.microsoft.com/azure/azure-monitor/reference/tables/apptraces
var rules = [
  {
    name: 'workflow-failed'
    text: 'A workflow has failed. The sweep starts a dossier\'s again within the hour; look at why.'
    severity: 1
    // What the Durable extension logs: https://learn.microsoft.com/azure/azure-functions/durable/durable-functions-diagnostics
    query: 'AppTraces | where Message contains "(Orchestrator)\' failed with an error"'
    every: 'PT15M'
    window: 'PT15M'
    operator: 'GreaterThan'
    threshold: 0
  }
  {
    name: 'mail-not-delivered'
    text: 'A mail was given up: somebody was not told.'
    severity: 1
    query: 'AppTraces | where Message startswith "Mail not delivered:"'
    every: 'PT15M'
    window: 'PT15M'
    operator: 'GreaterThan'
    threshold: 0
  }
  {
    name: 'mail-late'
    text: 'Graph has refused many mails within an hour. They wait and are sent later; look at whether the mailbox and its permission still stand.'
    severity: 2
    query: 'AppTraces | where Message startswith "Graph did not take the mail"'
    every: 'PT1H'
    window: 'PT1H'
    operator: 'GreaterThan'
    threshold: 20
  }
  {
    name: 'sweep-missing'
    text: 'The hourly sweep has not ended for three hours: what a crash leaves undone stays so.'
    severity: 1
    query: 'AppTraces | where Message startswith "Sweep ended:"'
    every: 'PT1H'
    window: 'PT3H'
    operator: 'LessThan'
    threshold: 1
  }
  {
    name: 'page-failed'
    text: 'A page failed with a mistake of ours; the log names the incident that the person saw.'
    severity: 2
    query: 'AppTraces | where Message startswith "Incident "'
    every: 'PT15M'
    window: 'PT15M'
    operator: 'GreaterThan'
    threshold: 0
  }
  {
    name: 'storage-unreachable'
    text: 'Pages could not reach storage.'
    severity: 2
    query: 'AppTraces | where Message startswith "Storage cannot be reached"'
    every: 'PT15M'
    window: 'PT15M'
    operator: 'GreaterThan'
    threshold: 5
  }
]

// https://learn.microsoft.com/azure/templates/microsoft.insights/2023-01-01/actiongroups
resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${name}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'compagnon'
    emailReceivers: [
      for (address, index) in addresses: {
        name: 'mail-${index}'
        emailAddress: address
        useCommonAlertSchema: true
      }
    ]
  }
}

// https://learn.microsoft.com/azure/templates/microsoft.insights/2023-12-01/scheduledqueryrules
resource alerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules: {
    name: 'alert-${name}-${rule.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: 'Compagnon: ${rule.name}'
      description: rule.text
      enabled: true
      severity: rule.severity
      scopes: [
        workspaceId
      ]
      evaluationFrequency: rule.every
      windowSize: rule.window
      // The table comes with the first line that is logged.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Count'
            operator: rule.operator
            threshold: rule.threshold
            failingPeriods: {
              numberOfEvaluationPeriods: 1
              minFailingPeriodsToAlert: 1
            }
          }
        ]
      }
      autoMitigate: true
      actions: {
        actionGroups: [
          people.id
        ]
      }
    }
  }
]
