import LatentModels
import NumericCore
import Testing

@Suite("Ladders of difficult data")
struct LadderRefusalTests {
  private func table(_ rows: [[Double]]) -> DataTable { DataTable(name: "made", values: Matrix(rows)) }

  private func noise(_ rows: Int, _ columns: Int) -> [[Double]] {
    (0..<rows).map { row in
      var random = RandomStream(seed: 5, purpose: .dataGeneration, row: UInt32(row))
      return (0..<columns).map { _ in random.normal() }
    }
  }

  @Test("Rows with a missing value are left out of all rungs, with a note")
  func missing() throws {
    var rows = noise(60, 2)
    rows[3][1] = .nan
    rows[40][0] = .nan
    let findings = try Ladders.finished(
      table(rows), LadderPlan([.normal, .mixture, .kernel, .autoencoder]), Ladders.quick)
    #expect(findings.training.rows == 58 && findings.results.count == 4)
    #expect(findings.notes.contains { $0.contains("2 of 60 rows") })
  }

  @Test("One column: PPCA says why not, the others go on")
  func oneColumn() throws {
    let findings = try Ladders.finished(table(noise(60, 1)), .all, Ladders.quick)
    #expect(Ladders.failure(.ppca, findings)?.contains("columns") == true)
    let fitted = Set(findings.results.map(\.rung))
    for rung in Rung.allCases where rung != .ppca && rung != .linearAutoencoder {
      #expect(fitted.contains(rung), "\(rung): \(Ladders.failure(rung, findings) ?? "")")
    }
  }

  @Test("A constant column stops every rung in a sentence that names it")
  func constant() throws {
    let data = table(noise(40, 2).map { [$0[0], 7, $0[1]] })
    let findings = try Ladders.finished(data, .all, Ladders.quick)
    #expect(findings.results.isEmpty)
    for rung in Rung.allCases { #expect(Ladders.failure(rung, findings)?.contains("x2") == true, "\(rung)") }
  }

  @Test(
    "No more rows than columns, or two rows, or one: sentences, and no trap",
    arguments: [(4, 6), (2, 2), (1, 2)])
  func fewRows(_ rows: Int, _ columns: Int) throws {
    let findings = try Ladders.finished(table(noise(rows, columns)), .all, Ladders.quick)
    #expect(Ladders.failure(.normal, findings) != nil)
    for entry in findings.entries {
      if case .failed(let sentence) = entry.status { #expect(!sentence.isEmpty) }
      if case .waiting = entry.status { Issue.record("\(entry.rung) was never tried") }
    }
  }

  @Test("Rows that repeat each other have no kernel density, and say so")
  func repeated() throws {
    let rows = (0..<60).map { [Double($0 % 3), Double(($0 / 3) % 2)] }
    let findings = try Ladders.finished(table(rows), LadderPlan([.kernel, .normal]), Ladders.quick)
    #expect(Ladders.failure(.kernel, findings)?.contains("repeat") == true)
    #expect(findings.notes.contains { $0.contains("only 6 of 60 rows") })
    #expect(findings.result(.normal) != nil)
  }

  @Test("More components than rows, an empty table, a wrong split and a wrong name are refused")
  func settings() throws {
    var settings = Ladders.quick
    settings.components = 100
    let findings = try Ladders.finished(
      table(noise(20, 2)), LadderPlan([.mixture, .exactFlow, .normal]), settings)
    #expect(Ladders.failure(.mixture, findings) != nil && findings.result(.normal) != nil)
    #expect(Ladders.failure(.exactFlow, findings) == Ladders.failure(.mixture, findings))
    #expect(throws: FittingError.noData) { try LadderStudy(data: table([[.nan, 1], [2, .nan]])) }
    settings.holdout = 0.001
    #expect(throws: FittingError.self) { try LadderStudy(data: table(noise(20, 2)), settings: settings) }
    #expect(throws: FittingError.self) { try LadderPlan(names: "gmm,nothing") }
    #expect(try LadderPlan(names: "kde, gmm,kde").rungs == [.kernel, .mixture])
  }

  @Test("Rows that count several times are as many rows")
  func weights() throws {
    let rows = noise(30, 2)
    let counts = (0..<30).map { Double(1 + $0 % 3) }
    let repeated = rows.indices.flatMap { Array(repeating: rows[$0], count: Int(counts[$0])) }
    let plan = LadderPlan([.normal, .ppca])
    let (a, b) = (
      try Ladders.finished(table(rows).weighted(by: counts), plan, Ladders.quick),
      try Ladders.finished(table(repeated), plan, Ladders.quick)
    )
    for (one, two) in zip(a.results, b.results) { #expect(one.inSample == two.inSample) }
    #expect(throws: FittingError.self) {
      try LadderStudy(data: table(rows).weighted(by: rows.map { _ in 0.5 }))
    }
  }
}
