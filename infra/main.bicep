// Compagnon in one resource group. infra/README.md leads from an empty subscription to a first dossier.
// Names: https://learn.microsoft.com/azure/cloud-adoption-framework/ready/azure-best-practices/resource-abbreviations
targetScope = 'resourceGroup'

@description('Azure region of everything. Documents of doctors in France stay in France.')
param location string = 'francecentral'

@description('What the names of all resources hold: lower-case letters and digits.')
@minLength(2)
@maxLength(9)
param workload string = 'compagnon'

@description('Which installation, as names hold it: prod, test.')
@minLength(1)
@maxLength(4)
param environmentName string = 'prod'

@description('Tags of every resource.')
param tags object = {
  application: 'compagnon'
  environment: environmentName
}

@description('The address that stands in mails, such as https://agrement.example.fr. Empty: the address that Azure gives the app.')
param publicAddress string = ''

@description('Who is told once a day by mail what the sweep found and could not mend. Empty: nobody; the logs say it.')
param operatorAddress string = ''

@description('The mailbox that this mail is sent from: one that the app may send from. Empty: nobody is told.')
param operatorMailbox string = ''

@description('Address of a collector that takes traces by OTLP, beside Application Insights. Empty: none.')
param traceCollector string = ''

@description('Where alerts and the budget write to.')
@minLength(1)
param alertAddresses string[]

@description('Object id of the Entra ID group that operates this installation: reads documents and registers, sets link keys. Empty: nobody gets these rights here.')
param operatorsGroupId string = ''

@description('Client id of the Entra ID app registration by which staff sign in. Empty: no sign-in; everybody acts by the links in their mails.')
param signInClientId string = ''

@description('Whether the vault holds the secret links-previous-key, while a link key is being changed.')
param hasPreviousLinkKey bool = false

@description('How storage is replicated: in three zones (ZRS), on three disks (LRS), or also in the paired region (GZRS).')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS'])
param storageReplication string = 'Standard_ZRS'

@description('Days for which deleted and replaced documents can be restored.')
@minValue(7)
@maxValue(365)
param restoreDays int = 30

@description('Days for which logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 90

@description('Most gigabytes of logs a day; what comes after is dropped until the next day.')
@minValue(1)
param logDailyGigabytes int = 1

@description('Memory of one instance of the app, in MB.')
@allowed([2048, 4096])
param instanceMemory int = 2048

@description('Most instances at a time.')
@minValue(40)
@maxValue(1000)
param maximumInstances int = 40

@description('Instances that are always ready for requests: 0 costs nothing while nobody asks, and the first page of the day takes some seconds.')
@minValue(0)
@maxValue(10)
param alwaysReadyInstances int = 0

@description('What keeps the workflows. Scheduler wants the app built with -p:DurableBackend=Scheduler. Changed only while no workflow is under way.')
@allowed(['AzureStorage', 'Scheduler'])
param durableBackend string = 'AzureStorage'

@description('Region of the Durable Task Scheduler, where it is used: not every region has it.')
param schedulerLocation string = location

@description('Whether storage and vault are reached by private endpoints only.')
param usePrivateEndpoints bool = false

@description('Address space of the network, where private endpoints are used: at least a /24.')
param networkAddressPrefix string = '10.80.0.0/24'

@description('Euros a month from which the budget writes.')
@minValue(1)
param monthlyBudget int = 20

@description('First day of the month from which the budget counts, yyyy-MM-01; never changed later.')
param budgetStart string

var name = '${workload}-${environmentName}'
var unique = uniqueString(resourceGroup().id)

module identity 'modules/identity.bicep' = {
  name: 'identity'
  params: {
    name: 'id-${name}'
    location: location
    tags: tags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  params: {
    name: name
    location: location
    tags: tags
    retentionDays: logRetentionDays
    dailyGigabytes: logDailyGigabytes
    principalId: identity.outputs.principalId
  }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  params: {
    name: take('st${workload}${environmentName}${unique}', 24)
    location: location
    tags: tags
    replication: storageReplication
    restoreDays: restoreDays
    isPrivate: usePrivateEndpoints
    principalId: identity.outputs.principalId
    operatorsGroupId: operatorsGroupId
  }
}

module vault 'modules/keyVault.bicep' = {
  name: 'vault'
  params: {
    name: take('kv-${name}-${unique}', 24)
    location: location
    tags: tags
    isPrivate: usePrivateEndpoints
    principalId: identity.outputs.principalId
    operatorsGroupId: operatorsGroupId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module network 'modules/network.bicep' = if (usePrivateEndpoints) {
  name: 'network'
  params: {
    name: name
    location: location
    tags: tags
    addressPrefix: networkAddressPrefix
    storageId: storage.outputs.id
    vaultId: vault.outputs.id
  }
}

module scheduler 'modules/scheduler.bicep' = if (durableBackend == 'Scheduler') {
  name: 'scheduler'
  params: {
    name: 'dts-${name}-${unique}'
    location: schedulerLocation
    tags: tags
    principalId: identity.outputs.principalId
  }
}

module app 'modules/functionApp.bicep' = {
  name: 'app'
  params: {
    name: 'func-${name}-${unique}'
    planName: 'asp-${name}'
    location: location
    tags: tags
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    storageName: storage.outputs.name
    packageContainer: storage.outputs.packageContainer
    vaultUri: vault.outputs.uri
    hasPreviousLinkKey: hasPreviousLinkKey
    applicationInsightsConnection: monitoring.outputs.connectionString
    publicAddress: publicAddress
    operatorAddress: operatorAddress
    operatorMailbox: operatorMailbox
    traceCollector: traceCollector
    signInClientId: signInClientId
    instanceMemory: instanceMemory
    maximumInstances: maximumInstances
    alwaysReadyInstances: alwaysReadyInstances
    subnetId: usePrivateEndpoints ? network!.outputs.appSubnetId : ''
    schedulerEndpoint: durableBackend == 'Scheduler' ? scheduler!.outputs.endpoint : ''
    schedulerHub: durableBackend == 'Scheduler' ? scheduler!.outputs.hub : ''
  }
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  params: {
    name: name
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    addresses: alertAddresses
  }
}

module budget 'modules/budget.bicep' = {
  name: 'budget'
  params: {
    name: 'budget-${name}'
    amount: monthlyBudget
    start: budgetStart
    addresses: alertAddresses
  }
}

@description('Name of the Function App: where the package is deployed to.')
output appName string = app.outputs.name

@description('Where the app answers until a domain of yours leads there.')
output appAddress string = app.outputs.address

@description('Name of the vault: where the link keys are set.')
output vaultName string = vault.outputs.name

@description('Name of the storage account.')
output storageName string = storage.outputs.name

@description('Client id of the app\'s identity: what Exchange lets send mail.')
output identityClientId string = identity.outputs.clientId

@description('Object id of the app\'s identity.')
output identityPrincipalId string = identity.outputs.principalId
