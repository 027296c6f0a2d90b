// Documents, registers, the workflows' hub and the app's package. No key opens it, nobody reads it without a token.

@minLength(3)
@maxLength(24)
param name string
param location string
param tags object
param replication string

@description('Days for which deleted and replaced documents can be restored.')
param restoreDays int
param isPrivate bool

@description('Object id of the app\'s identity.')
param principalId string

@description('Object id of the operators\' group; empty for none.')
param operatorsGroupId string

// https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/storage
// Owner of blobs, not contributor: the Functions host asks for it, for its leases
// (https://learn.microsoft.com/azure/azure-functions/functions-reference#connecting-to-host-storage-with-an-identity).
var blobOwner = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
var blobContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
var queueContributor = '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
var tableContributor = '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
var tableReader = '76199698-9eea-4c19-bc75-cec21354c6b6'

var appRoles = [blobOwner, queueContributor, tableContributor]
var operatorRoles = empty(operatorsGroupId) ? [] : [blobContributor, tableReader]

// https://learn.microsoft.com/azure/templates/microsoft.storage/2023-05-01/storageaccounts
resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: {
    name: replication
  }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: isPrivate ? 'Deny' : 'Allow'
    }
  }
}

// https://learn.microsoft.com/azure/templates/microsoft.storage/2023-05-01/storageaccounts/blobservices
resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2023-05-01' = {
  parent: account
  name: 'default'
  properties: {
    isVersioningEnabled: true
    deleteRetentionPolicy: {
      enabled: true
      days: restoreDays
    }
    containerDeleteRetentionPolicy: {
      enabled: true
      days: restoreDays
    }
  }
}

// https://learn.microsoft.com/azure/templates/microsoft.storage/2023-05-01/storageaccounts/blobservices/containers
// Only the package's: the app makes its own containers and tables when it first uses them.
resource packages 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' = {
  parent: blobs
  name: 'app-package'
  properties: {
    publicAccess: 'None'
  }
}

// https://learn.microsoft.com/azure/templates/microsoft.storage/2023-05-01/storageaccounts/managementpolicies
// A document that was replaced or deleted is gone for good after the days in which it can be restored: what people ask to be erased is.
resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2023-05-01' = {
  parent: account
  name: 'default'
  dependsOn: [
    blobs
  ]
  properties: {
    policy: {
      rules: [
        {
          name: 'end-former-versions'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: {
              blobTypes: [
                'blockBlob'
              ]
            }
            actions: {
              version: {
                delete: {
                  daysAfterCreationGreaterThan: restoreDays
                }
              }
            }
          }
        }
        {
          name: 'cool-old-documents'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: {
              blobTypes: [
                'blockBlob'
              ]
              prefixMatch: [
                'documents/'
              ]
            }
            actions: {
              baseBlob: {
                tierToCool: {
                  daysAfterModificationGreaterThan: 365
                }
              }
            }
          }
        }
      ]
    }
  }
}

// https://learn.microsoft.com/azure/templates/microsoft.authorization/2022-04-01/roleassignments
resource appRights 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in appRoles: {
    name: guid(account.id, principalId, role)
    scope: account
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]

resource operatorRights 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in operatorRoles: {
    name: guid(account.id, operatorsGroupId, role)
    scope: account
    properties: {
      principalId: operatorsGroupId
      principalType: 'Group'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]

output id string = account.id
output name string = account.name
output packageContainer string = packages.name
