// The app on Flex Consumption, its settings, and how staff sign in.
// Every setting that the code reads is set here, and nothing else: tests/Compagnon.Tests/Infrastructure holds both to each other.

@maxLength(60)
param name string
param planName string
param location string
param tags object
param identityId string
param identityClientId string
param storageName string
param packageContainer string
param vaultUri string
param hasPreviousLinkKey bool
param applicationInsightsConnection string
param publicAddress string

@description('Who is told once a day what the sweep found; empty for nobody.')
param operatorAddress string

@description('The mailbox that this is sent from; empty for nobody.')
param operatorMailbox string

@description('A collector that takes traces by OTLP, beside Application Insights; empty for none.')
param traceCollector string

@description('Client id of the app registration by which staff sign in; empty for none.')
param signInClientId string
param instanceMemory int
param maximumInstances int
param alwaysReadyInstances int

@description('Subnet that the app sends from; empty for none.')
param subnetId string

@description('Endpoint of the Durable Task Scheduler; empty where storage keeps the workflows.')
param schedulerEndpoint string
param schedulerHub string

// The app's own settings. A vault's secret without a version: a new one is taken within a day, or at a restart.
// https://learn.microsoft.com/azure/app-service/app-service-key-vault-references
var ownSettings = {
  Faculties__Path: 'Faculties'
  Graph__ClientId: identityClientId
  Graph__Endpoint: 'https://graph.microsoft.com/v1.0'
  Graph__MailsPerMinute: '30'
  Links__CurrentKey: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/links-current-key)'
  Links__PreviousKey: hasPreviousLinkKey ? '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/links-previous-key)' : ''
  Operator__Address: operatorAddress
  Operator__Mailbox: operatorMailbox
  OTEL_EXPORTER_OTLP_ENDPOINT: traceCollector
  Site__PublicAddress: publicAddress
  Territories__Path: 'Territories'
}

// What the Functions host reads as well, or alone. Storage by identity:
// https://learn.microsoft.com/azure/azure-functions/functions-reference#connecting-to-host-storage-with-an-identity
// Telemetry by identity: https://learn.microsoft.com/azure/azure-functions/functions-app-settings#applicationinsights_authentication_string
var hostSettings = {
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
  APPLICATIONINSIGHTS_CONNECTION_STRING: applicationInsightsConnection
  AzureWebJobsDisableHomepage: 'true'
  AzureWebJobsStorage__blobServiceUri: storage.properties.primaryEndpoints.blob
  AzureWebJobsStorage__clientId: identityClientId
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__queueServiceUri: storage.properties.primaryEndpoints.queue
  AzureWebJobsStorage__tableServiceUri: storage.properties.primaryEndpoints.table
}

// https://learn.microsoft.com/azure/app-service/configure-authentication-provider-aad#use-a-managed-identity-instead-of-a-secret-preview
var signInSettings = empty(signInClientId) ? {} : {
  OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID: identityClientId
}

// host.json's values, overruled: https://learn.microsoft.com/azure/azure-functions/functions-host-json#override-hostjson-values
// https://learn.microsoft.com/azure/durable-task/scheduler/develop-with-durable-task-scheduler
var schedulerSettings = empty(schedulerEndpoint) ? {} : {
  AzureFunctionsJobHost__extensions__durableTask__hubName: schedulerHub
  AzureFunctionsJobHost__extensions__durableTask__storageProvider__connectionStringName: 'DURABLE_TASK_SCHEDULER_CONNECTION_STRING'
  AzureFunctionsJobHost__extensions__durableTask__storageProvider__type: 'azureManaged'
  DURABLE_TASK_SCHEDULER_CONNECTION_STRING: 'Endpoint=${schedulerEndpoint};Authentication=ManagedIdentity;ClientID=${identityClientId}'
}

// https://learn.microsoft.com/azure/templates/microsoft.storage/2023-05-01/storageaccounts
resource storage 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: storageName
}

// https://learn.microsoft.com/azure/templates/microsoft.web/2024-04-01/serverfarms
resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
  }
}

// https://learn.microsoft.com/azure/templates/microsoft.web/2024-04-01/sites
resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  tags: tags
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    siteConfig: {
      ftpsState: 'Disabled'
      minTlsVersion: '1.2'
    }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${storage.properties.primaryEndpoints.blob}${packageContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: {
        name: 'dotnet-isolated'
        version: '10.0'
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemory
        maximumInstanceCount: maximumInstances
        alwaysReady: alwaysReadyInstances == 0 ? [] : [
          {
            name: 'http'
            instanceCount: alwaysReadyInstances
          }
        ]
      }
    }
  }
}

// https://learn.microsoft.com/azure/templates/microsoft.web/2024-04-01/sites/config-appsettings
resource settings 'Microsoft.Web/sites/config@2024-04-01' = {
  parent: app
  name: 'appsettings'
  properties: union(ownSettings, hostSettings, signInSettings, schedulerSettings)
}

// https://learn.microsoft.com/azure/templates/microsoft.web/2024-04-01/sites/config-authsettingsv2
// Doctors have no account: who signs in is known to the app, everybody else goes by the links in their mails. A header that says who
// somebody is comes from here only; the platform takes it off what comes from outside.
resource signIn 'Microsoft.Web/sites/config@2024-04-01' = if (!empty(signInClientId)) {
  parent: app
  name: 'authsettingsV2'
  dependsOn: [
    settings
  ]
  properties: {
    platform: {
      enabled: true
    }
    globalValidation: {
      requireAuthentication: false
      unauthenticatedClientAction: 'AllowAnonymous'
    }
    httpSettings: {
      requireHttps: true
    }
    identityProviders: {
      azureActiveDirectory: {
        enabled: true
        registration: {
          clientId: signInClientId
          clientSecretSettingName: 'OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID'
          openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
        }
        validation: {
          allowedAudiences: [
            signInClientId
            'api://${signInClientId}'
          ]
        }
      }
    }
    login: {
      tokenStore: {
        enabled: false
      }
    }
  }
}

// https://learn.microsoft.com/azure/templates/microsoft.web/2024-04-01/sites/basicpublishingcredentialspolicies
// Who deploys has a token; no password opens the app.
resource noFtpPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: app
  name: 'ftp'
  properties: {
    allow: false
  }
}

resource noDeploymentPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: app
  name: 'scm'
  properties: {
    allow: false
  }
}

output name string = app.name
output address string = 'https://${app.properties.defaultHostName}'
