import CellGrid
import Explorer
import LatentModels
import NumericCore
import PlotKit
import Testing

@Suite("The ladder lab")
struct LadderLabTests {
  @Test("Space climbs: every rung has a value or says why not, and no bound is above its likelihood")
  func climb() async throws {
    var desk = await Desk.ladder()
    await desk.press("Space")
    await desk.wait()
    let findings = try #require(desk.explorer.ladderFound)
    #expect(findings.entries.count == Rung.allCases.count)
    #expect(findings.heldOut?.rows == 54)
    for entry in findings.entries {
      guard case .known(let result) = entry.status else {
        Issue.record("\(entry.rung) is not known")
        continue
      }
      for scores in [result.inSample, result.heldOut].compactMap({ $0 }) {
        guard let bound = scores.bound, let likelihood = scores.likelihood else { continue }
        let slack = 4 * ((bound.objective.standardError ?? 0) + (likelihood.objective.standardError ?? 0))
        #expect(bound.objective.nats <= likelihood.objective.nats + slack + 1e-6, "\(entry.rung)")
      }
      // What is not timed is the same twice: a pulsed engine has no clock.
      #expect(result.seconds == 0)
    }
    #expect(desk.status.hasPrefix("Done."))
    await desk.press("Space")
    #expect(desk.status.hasPrefix("every rung is fitted"))
  }

  @Test("A ladder that is held does not move, and let go it comes to the same bits")
  func hold() async throws {
    var (held, free) = (await Desk.ladder(), await Desk.ladder())
    await free.press("Space")
    await free.climb(to: .linearEncoder)
    await held.press("Space")
    await held.climb(to: .mixture)
    await held.press("Space")
    let before = held.explorer.ladderFound?.results.count
    for _ in 0..<20 { await held.tick() }
    #expect(held.explorer.ladderFound?.results.count == before)
    #expect(!held.lines(with: "HELD").isEmpty)
    #expect(!held.explorer.needsTicks)
    await held.press("Space")
    await held.climb(to: .linearEncoder)
    for rung in [Rung.mixture, .hard, .linearEncoder] {
      let scores = [held, free].map { $0.explorer.ladderFound?.result(rung)?.inSample.likelihood?.perRow }
      #expect(scores[0] != nil && scores[0] == scores[1])
    }
  }

  @Test(
    "A click on a rung chooses it, and on its bracket leads to its account; a narrow title says of which rows"
  )
  func click() async throws {
    var desk = await Desk.ladder()
    await desk.press("Space")
    await desk.climb(to: .mixture)
    await desk.press("Space")
    let row = try #require(desk.grid.lines.firstIndex { $0.contains("PPCA") })
    await desk.mouse(.press, 6, row)
    #expect(desk.explorer.chosenRung == .ppca && desk.grid.text.contains("=[Ladder]"))
    await desk.mouse(.press, 80, row + 1)
    #expect(desk.explorer.chosenRung == .mixture && !desk.grid.text.contains("=[Ladder]"))
    await desk.mouse(.press, 6, row)
    await desk.receive(.resized(Size(40, 12)))
    #expect(desk.grid.text.contains("nats/row, held-out") as Bool, "\(desk.grid.text)")
  }

  @Test("Enter opens what was fitted in its own lab, where it stands at the same value; 5 leads back")
  func open() async throws {
    var desk = await Desk.ladder()
    await desk.press("Enter")
    #expect(desk.status.contains("is not fitted yet"))
    await desk.press("Space")
    await desk.wait()
    let findings = try #require(desk.explorer.ladderFound)
    let labs: [(Rung, LabName)] = [
      (.mixture, .em), (.linearEncoder, .vi), (.autoencoder, .vae), (.learnedUpper, .diffusion),
      (.exactFlow, .diffusion), (.kernel, .diffusion),
    ]
    for (rung, lab) in labs {
      await desk.press("5", "Home")
      for _ in 0..<(Rung.allCases.firstIndex(of: rung) ?? 0) { await desk.press("Down") }
      #expect(desk.explorer.chosenRung == rung)
      await desk.press("Enter")
      #expect(desk.explorer.shownLab == lab, "\(rung)")
      await desk.wait()
      guard rung == .mixture else { continue }
      // The next iteration says the value that the ladder had.
      await desk.press(".")
      let expected = try #require(findings.result(.mixture)?.inSample.likelihood?.objective.nats)
      let found = try desk.run.history.compactMap { entry -> Double? in
        guard case .step(let event) = entry, event.objective.kind == .exact else { return nil }
        return event.objective.nats
      }
      #expect(abs(try #require(found.last) - expected) < 1e-6)
    }
    await desk.press("5")
    #expect(desk.explorer.shownLab == .ladder)
    #expect(desk.explorer.ladderFound?.results.count == findings.results.count)
  }

  @Test(
    "In the midst of the climb: what is known on one axis, what is computed with its share, the rest waiting")
  func picture() async {
    var desk = await Desk.ladder()
    await desk.press("Space")
    await desk.climb(to: .quadraticEncoder)
    await desk.press("Space", "Down", "Down", "p", "Down")
    expect(
      desk.grid,
      shows: """
         elbow   1 EM  2 VI  3 VAE  4 Diff [5 Ladder]         faithful 272x2  218/54  seed 42  HELD 7 of 19
        +=[Ladder]=========================== nats a row on rows held out:  = exact  >= bound  ~ estimate =+
        |    rung                            params    sec    nats/row                                     |
        | A  one Gaussian                         5      -   = -4.8745  =                                : |
        | B  PPCA k=1                             5      -   = -4.8745  =                                : |
        |*C  mixture K=2 full, EM                11      -   = -4.2885                                   = |
        |>D  mixture K=2, hard EM                11      -   = -4.2897                                   = |
        | E  mixture K=2, constant encoder       12      -   = -4.8745  =                                : |
        | F  mixture K=2, linear encoder         14      -   = -4.2885                                   = |
        | G  mixture K=2, quadratic encoder      17      -   = -4.2885                                   = |
        | H  kernel density                   .                                                          : |
        | I  linear VAE                       .                                                          : |
        | J  VAE                              .                                                          : |
        | K  VAE, weighted draws              .                                                          : |
        |                                                              ------+----------+---------+--------|
        |8 more above or below                                             -4.8       -4.6      -4.4       |
        |D - C: -0.0013 nats a row (paired bootstrap 95 % -0.0033 to +0.0004), exact against exact         |
        +==================================================================================================+
        +- Samples on one scale ------------------- 400 each -++- D mixture K=2, hard EM ------------------+
        |             ..              .. .              .. .  ||fitted rows    = -4.1292  >= -4.1298       |
        |        . .....            .......           ....... ||held out       = -4.2897  >= -4.2897       |
        |       ........           ........          ........ ||energy 0.079  slW2 0.393  cover 0.94       |
        |   ...........      ..   .......      ..   .......   ||11 params, fit - s, scored - s             |
        | ......          .......           .......           ||                                           |
        | .....           .......           .......           ||                                           |
        |  ..              ...               ...              ||                                           |
        |data             C mixture, EM     D mixture, hard ~ ||                                           |
        +-----------------------------------------------------++-------------------------------------------+
         Held still: Space goes on, c gives up.
         Space go on  Up Down rung  Enter open  p pin  S sort  i rows  y totals  F seeds     ? help  q quit
        """, edges: 6)
  }

  @Test("On 80 columns in totals, each row left out of the fit it is scored by")
  func narrow() async {
    var desk = await Desk.ladder(Tables.faithful, Size(80, 24))
    await desk.press("Space")
    await desk.climb(to: .kernel)
    await desk.press("Space", "i", "y", "S")
    expect(
      desk.grid,
      shows: """
         elbow   1 EM  2 VI  3 VAE  4 Diff [5 Ladder]             seed 42  HELD 8 of 19
        +=[Ladder]============================ nats each row under the fit without it =+
        |    rung                               nats                                   |
        | H  kernel density               = -911.646                                 = |
        | C  mixture K=2 full, EM         = -912.518                                =  |
        |>A  one Gaussian                = -1031.453  =                                |
        | B  PPCA k=1                              -                                   |
        | D  mixture K=2, hard EM                  -                                   |
        | E  mixture K=2, constant enc~            -                                   |
        | F  mixture K=2, linear encod~            -                                   |
        | G  mixture K=2, quadratic en~            -                                   |
        | I  linear VAE                  .                                             |
        |                                            ----------+-----------+-----------|
        |10 more above or below                              -1000       -950          |
        +==============================================================================+
        +- Samples on one scale -------- 400 each -++- A one Gaussian --------- exact -+
        |             ......              .  ..... ||fitted rows    = -1027.361        |
        |     .   ..........       ............... ||held out       = -263.222         |
        | ..........  .       ................     ||leave-one-out  = -1031.453        |
        |  ....               ......               ||energy 0.147 slW2 0.463 cover 0.97|
        |data                 A one Gaussian       ||5 params, fit - s, scored - s     |
        +------------------------------------------++----------------------------------+
         rungs by value, each kind by itself: exact, bound, estimate
         Space go on  Up Down rung  Enter open  p pin  S sort  i rows    ? help  q quit
        """, edges: 6)
  }

  @Test("Data that hardly anything can be fitted to: each rung says why, and the others go on")
  func few() async throws {
    for data in [
      DataTable(name: "one", values: Matrix([[1, 2]])),
      DataTable(name: "same", values: Matrix([[1], [1], [1], [1]])),
      DataTable(name: "hole", values: Matrix([[.nan, 1], [2, .nan]])),
    ] {
      var desk = await Desk.ladder(data)
      await desk.press("Space")
      await desk.wait()
      await desk.press("Down", "Enter", "z", "w", "p", "S", "i", "y", "z")
      if let findings = desk.explorer.ladderFound {
        for entry in findings.entries {
          if case .failed(let reason) = entry.status { #expect(reason.count > 10, "\(entry.rung)") }
        }
      }
      for (width, height) in [(1, 1), (20, 5), (40, 12), (60, 18), (80, 24), (160, 50)] {
        await desk.receive(.resized(Size(width, height)))
        #expect(desk.grid.size == Size(width, height))
      }
    }
  }
}
