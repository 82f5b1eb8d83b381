// Tries the paper's claims on the images that come with the library, and reports how each came out:
//
//     swift run -c release alexnet-paper

import Foundation

exit(Program.run(Array(CommandLine.arguments.dropFirst())))
