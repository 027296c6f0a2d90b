// Writes before a month costs more than was meant.

param name string
param amount int

@description('yyyy-MM-01')
param start string
param addresses string[]

// https://learn.microsoft.com/azure/templates/microsoft.consumption/2023-11-01/budgets
resource budget 'Microsoft.Consumption/budgets@2023-11-01' = {
  name: name
  properties: {
    category: 'Cost'
    amount: amount
    timeGrain: 'Monthly'
    timePeriod: {
      startDate: start
    }
    notifications: {
      mostOfIt: {
        enabled: true
        operator: 'GreaterThanOrEqualTo'
        threshold: 80
        thresholdType: 'Actual'
        contactEmails: addresses
      }
      allOfIt: {
        enabled: true
        operator: 'GreaterThanOrEqualTo'
        threshold: 100
        thresholdType: 'Forecasted'
        contactEmails: addresses
      }
    }
  }
}
