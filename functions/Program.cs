Console.WriteLine("Compagnon");
