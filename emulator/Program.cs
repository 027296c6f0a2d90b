Console.WriteLine("Compagnon.Emulator: the hosting of an Azure Functions app on one machine.");
