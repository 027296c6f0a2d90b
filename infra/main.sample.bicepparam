// A faculty's installation. Copy it to main.bicepparam, which stands in no repository that others read, and fill it in.
using 'main.bicep'

param environmentName = 'prod'
param alertAddresses = ['exploitation@universite.example']
param publicAddress = 'https://agrement.universite.example'

// az ad group show --group GROUP --query id
param operatorsGroupId = '00000000-0000-0000-0000-000000000000'

param monthlyBudget = 20
param budgetStart = '2027-01-01'
