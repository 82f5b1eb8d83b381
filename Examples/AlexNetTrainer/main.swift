// Trains the network of the AlexNet paper on your images, and uses it.
//
//     swift run -c release alexnet train

import Foundation

exit(Program.run(Array(CommandLine.arguments.dropFirst())))
