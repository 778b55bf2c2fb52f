import CellGrid
import Explorer
import PlotKit
import TestSupport
import Testing

@testable import Preferences

@Suite("The examples of the README")
struct ReadmeExampleTests {
  @Test("The configuration and the theme that it shows are understood, and the theme can be read")
  func examples() throws {
    let pieces = text(ofFile: repositoryPath("README.md")).components(between: "```toml\n", and: "```")
    try #require(pieces.count == 2)
    let (configuration, complaints) = Configuration.reading(
      Array(pieces[0].utf8), file: "README.md", themes: ["dusk"])
    #expect(complaints.isEmpty, "\(complaints)")
    #expect(configuration.theme == "dusk" && configuration.keys.action(for: "Q") == .quit)
    #expect(configuration.keys.keyName(of: .export) == nil)
    let file = try ThemeFile(Array(pieces[1].utf8), file: "README.md", name: "dusk")
    #expect(file.remarks.isEmpty, "\(file.remarks)")
    #expect(file.theme.components.count == 3)
  }
}

extension String {
  fileprivate func components(between begin: String, and end: String) -> [String] {
    var found: [String] = []
    var rest = Substring(self)
    while let start = rest.firstRange(of: begin) {
      rest = rest[start.upperBound...]
      guard let stop = rest.firstRange(of: end) else { break }
      found.append(String(rest[..<stop.lowerBound]))
      rest = rest[stop.upperBound...]
    }
    return found
  }
}
