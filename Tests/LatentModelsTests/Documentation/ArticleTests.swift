import TestSupport
import Testing

/// The articles of the documentation against the examples that are run.
struct ArticleTests {
  private static let catalogue = repositoryPath("Sources/LatentModels/LatentModels.docc")
  private static let articles = names(in: catalogue).filter { $0 != "LatentModels.md" }

  private func lines(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      String(line.drop { $0 == " " })
    }
  }

  /// The blocks of Swift in a text, without what they import and the blank line after it.
  private func examples(_ text: String) -> [[String]] {
    text.split(separator: "```swift\n").dropFirst().map { rest in
      let block = lines(String(rest)).prefix { $0 != "```" }
      let body = block.drop { $0.hasPrefix("import ") }
      return Array(body.first == "" ? body.dropFirst() : body)
    }
  }

  private func isPart(_ block: [String], of whole: [String]) -> Bool {
    guard !block.isEmpty, block.count <= whole.count else { return false }
    return whole.indices.dropLast(block.count - 1).contains { whole[$0...].starts(with: block) }
  }

  /// The lines of the examples that are run.
  private var source: [String] {
    lines(text(ofFile: repositoryPath("Tests/LatentModelsTests/Documentation/ArticleExampleTests.swift")))
  }

  @Test("Every article has an example, which a test runs word for word", arguments: articles)
  func verbatim(_ article: String) throws {
    let source = source
    let examples = examples(text(ofFile: "\(Self.catalogue)/\(article)"))
    #expect(!examples.isEmpty)
    for example in examples { #expect(isPart(example, of: source), "\(example.joined(separator: "\n"))") }
    // The checker sees a word that differs.
    let first = try #require(examples.first)
    #expect(!isPart(first.dropLast() + ["otherwise"], of: source))
  }

  @Test("The example of the README is one of them")
  func readMe() throws {
    let examples = examples(text(ofFile: repositoryPath("README.md")))
    #expect(!examples.isEmpty)
    for example in examples { #expect(isPart(example, of: source), "\(example.joined(separator: "\n"))") }
  }

  @Test("The landing page leads to every article, and to no other")
  func landing() {
    let page = text(ofFile: "\(Self.catalogue)/LatentModels.md")
    let named = page.split(separator: "<doc:").dropFirst().map { $0.prefix { $0 != ">" } + ".md" }
    #expect(named.map(String.init).sorted() == Self.articles && Self.articles.count == 6)
  }
}
