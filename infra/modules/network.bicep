// Storage and vault by private endpoints: the app reaches them through its own network, and nothing else does.

param name string
param location string
param tags object

@description('At least a /24.')
param addressPrefix string
param storageId string
param vaultId string

var services = [
  {
    name: 'blob'
    zone: 'privatelink.blob.${environment().suffixes.storage}'
    target: storageId
  }
  {
    name: 'queue'
    zone: 'privatelink.queue.${environment().suffixes.storage}'
    target: storageId
  }
  {
    name: 'table'
    zone: 'privatelink.table.${environment().suffixes.storage}'
    target: storageId
  }
  {
    name: 'vault'
    zone: 'privatelink.vaultcore.azure.net'
    target: vaultId
  }
]

// https://learn.microsoft.com/azure/templates/microsoft.network/2023-11-01/virtualnetworks
resource network 'Microsoft.Network/virtualNetworks@2023-11-01' = {
  name: 'vnet-${name}'
  location: location
  tags: tags
  properties: {
    addressSpace: {
      addressPrefixes: [
        addressPrefix
      ]
    }
    subnets: [
      {
        name: 'snet-app'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 26, 0)
          // What Flex Consumption asks for: https://learn.microsoft.com/azure/azure-functions/flex-consumption-how-to
          delegations: [
            {
              name: 'flex'
              properties: {
                serviceName: 'Microsoft.App/environments'
              }
            }
          ]
        }
      }
      {
        name: 'snet-endpoints'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 26, 1)
        }
      }
    ]
  }

  resource appSubnet 'subnets' existing = {
    name: 'snet-app'
  }

  resource endpointSubnet 'subnets' existing = {
    name: 'snet-endpoints'
  }
}

// https://learn.microsoft.com/azure/templates/microsoft.network/2020-06-01/privatednszones
resource zones 'Microsoft.Network/privateDnsZones@2020-06-01' = [
  for service in services: {
    name: service.zone
    location: 'global'
    tags: tags
  }
]

// https://learn.microsoft.com/azure/templates/microsoft.network/2020-06-01/privatednszones/virtualnetworklinks
resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2020-06-01' = [
  for (service, index) in services: {
    parent: zones[index]
    name: 'link-${name}'
    location: 'global'
    tags: tags
    properties: {
      registrationEnabled: false
      virtualNetwork: {
        id: network.id
      }
    }
  }
]

// https://learn.microsoft.com/azure/templates/microsoft.network/2023-11-01/privateendpoints
resource endpoints 'Microsoft.Network/privateEndpoints@2023-11-01' = [
  for service in services: {
    name: 'pep-${name}-${service.name}'
    location: location
    tags: tags
    properties: {
      subnet: {
        id: network::endpointSubnet.id
      }
      privateLinkServiceConnections: [
        {
          name: service.name
          properties: {
            privateLinkServiceId: service.target
            groupIds: [
              service.name
            ]
          }
        }
      ]
    }
  }
]

// https://learn.microsoft.com/azure/templates/microsoft.network/2023-11-01/privateendpoints/privatednszonegroups
resource records 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2023-11-01' = [
  for (service, index) in services: {
    parent: endpoints[index]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        {
          name: service.name
          properties: {
            privateDnsZoneId: zones[index].id
          }
        }
      ]
    }
  }
]

output appSubnetId string = network::appSubnet.id
