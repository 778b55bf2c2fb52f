import TestSupport
import Testing

@Suite("The ladder without a terminal")
struct LadderCommandTests {
  /// Every rung, the trained ones hardly trained.
  private let quick = [
    "ladder", "--vae-steps", "40", "--net-steps", "10", "--levels", "20", "--components", "2", "--starts",
    "1",
  ]

  private func document(_ arguments: [String]) throws -> JSONValue {
    let result = try Program.run(arguments + ["--json"])
    try #require(result.code == 0 && result.error.isEmpty, "\(result.error)")
    return try JSONValue(parsing: result.output)
  }

  @Test("The document is valid against the schema, with rows held out and without, for every rung")
  func schema() throws {
    let schema = try JSONSchema(ladderSchema)
    for holdout in [[], ["--holdout", "0.2"]] {
      let found = try document(quick + ["--data", "two-moons", "--count", "150"] + holdout)
      #expect(schema.complaints(about: found) == [])
      #expect(found["rungs"]?.elements.count == 19)
      for rung in found["rungs"]?.elements ?? [] {
        #expect(rung["failure"] == nil, "\(rung)")
        #expect((rung["held_out"] != .null) == !holdout.isEmpty)
        // What has no value says why.
        for name in ["log_likelihood", "bound", "leave_one_out"] {
          let value = try #require(rung[name])
          #expect((value["kind"]?.text == "unavailable") == (value["reason"] != nil), "\(rung)")
          #expect((value["kind"]?.text == "unavailable") == (value["nats"] == .null), "\(rung)")
        }
      }
    }
    let spread = try document(
      quick + ["--data", "faithful", "--rungs", "normal,vae", "--seeds", "2", "--against", "normal"])
    #expect(schema.complaints(about: spread) == [])
    #expect(spread["rungs"]?.elements.last?["spread"]?["nats"]?.elements.count == 2)
    // The checker sees what is wrong.
    #expect(schema.complaints(about: .object(["model": .text("ladder")])).count > 5)
  }

  @Test("A second run is the same but for the seconds, on another number of threads too")
  func again() throws {
    func text(_ threads: String) throws -> String {
      let result = try Program.run(
        quick + ["--data", "faithful", "--holdout", "0.2", "--threads", threads, "--json"])
      try #require(result.code == 0, "\(result.error)")
      return result.output.split(separator: "\n").filter { !$0.contains("seconds\"") }.joined(separator: "\n")
    }
    #expect(try text("1") == text("2"))
  }

  @Test("The table marks every value, and the lines of Old Faithful have their digits")
  func table() throws {
    let result = try Program.run(
      [
        "ladder", "--data", "faithful", "--rungs",
        "normal,ppca,gmm,hard-em,encoder-linear,encoder-quadratic,kde,ode",
      ])
    try #require(result.code == 0, "\(result.error)")
    for text in [
      "= -1289.79675", "= -1130.26396", "\u{2265} -1130.49550", "\u{2265} -1130.26490", "~ -1130.26396",
      "= -1142.61", "= -1142.35",
    ] { #expect(result.output.contains(text), "\(text)") }
    let widest = result.output.split(separator: "\n").map(\.count).max() ?? 0
    #expect(widest <= 140)
  }

  @Test("Wrong names and settings are refused; a rung that cannot be fitted is a sentence beside the others")
  func refusals() throws {
    for (arguments, code) in [
      (["--rungs", "gmm,nothing"], 64), (["--components", "0"], 64), (["--holdout", "1.5"], 64),
      (["--against", "nobody"], 64), (["--seeds", "0"], 64), (["--levels", "0"], 64),
    ] as [([String], Int32)] {
      let result = try Program.run(["ladder", "--data", "faithful"] + arguments)
      #expect(result.code == code && !result.error.isEmpty && result.output.isEmpty, "\(arguments)")
    }
    let one = try document(quick + ["--data", "galaxies", "--rungs", "ppca,normal,gmm"])
    let rungs = one["rungs"]?.elements ?? []
    #expect(rungs[0]["failure"]?.text?.contains("columns") == true)
    #expect(rungs[1]["log_likelihood"]?["kind"]?.text == "exact")
  }
}
