// The Durable Task Scheduler, where it keeps the workflows in storage's stead.

param name string
param location string
param tags object

@description('Object id of the app\'s identity.')
param principalId string

// Durable Task Data Contributor: https://learn.microsoft.com/azure/durable-task/scheduler/durable-task-scheduler-identity
var dataContributor = '0ad04412-c4d5-4796-b79c-f76d14c8d402'

// https://learn.microsoft.com/azure/templates/microsoft.durabletask/2025-11-01/schedulers
resource scheduler 'Microsoft.DurableTask/schedulers@2025-11-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    // A token is asked of everybody; the app's outgoing address is not fixed.
    ipAllowlist: [
      '0.0.0.0/0'
    ]
    sku: {
      name: 'Consumption'
    }
  }
}

// https://learn.microsoft.com/azure/templates/microsoft.durabletask/2025-11-01/schedulers/taskhubs
resource hub 'Microsoft.DurableTask/schedulers/taskHubs@2025-11-01' = {
  parent: scheduler
  name: 'compagnon'
  properties: {}
}

// https://learn.microsoft.com/azure/templates/microsoft.authorization/2022-04-01/roleassignments
resource works 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(scheduler.id, principalId, dataContributor)
  scope: scheduler
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', dataContributor)
  }
}

output endpoint string = scheduler.properties.endpoint
output hub string = hub.name
