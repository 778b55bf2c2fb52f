import CellGrid
import Explorer
import LatentModels
import NumericCore
import PlotKit
import Testing

@Suite("The autoencoder lab: gaps, refined laws, principal axes, labels and time")
struct VAEAccountTests {
  private func desk(_ data: DataTable = Tables.bars, _ size: Size = Size(100, 30)) async -> Desk {
    await Desk(data, MixtureSettings(components: 2), lab: .vae, size: size)
  }

  /// The lab with three latents, after a few minibatches.
  private func threeLatents() async -> Desk {
    var desk = await desk(Tables.iris)
    await desk.press("F2", "Down", "Down", "Down", "Down", "Down", "3", "Enter", "Esc", ".", ".", ".")
    return desk
  }

  @Test("S accounts for the nats of all rows in the background, c stops it, and training on makes it stale")
  func gaps() async throws {
    var desk = await desk()
    await desk.press(".", ".")
    let effects = desk.receiveAlone(.key("S"))
    #expect(
      effects.map(description) == [
        "study 8589934593 of 8589934592: gaps of 200 rows", "ask study 8589934593",
      ])
    await desk.settle(effects)
    #expect(desk.explorer.needsTicks && desk.lines(with: "0 of 40 rows").count == 1)
    for _ in 0..<4 { await desk.tick() }
    #expect(desk.lines(with: "of 40 rows, c stops").count == 1)
    #expect(desk.lines(with: "+-").contains { $0.contains("amortisation") }, "a sample has an error")
    await desk.wait()
    for size in [Size(100, 30), Size(80, 24)] {
      await desk.receive(.resized(size))
      #expect(desk.lines(with: "all 40 rows").count == 1)
      for name in ["log p(x)", "approximation", "amortisation", "bound  "] {
        #expect(desk.lines(with: name).count == 1, "\(name) at \(size)")
      }
      #expect(desk.lines(with: "amortisation").allSatisfy { $0.contains("#") && !$0.contains("+-") })
    }
    await desk.press(".")
    #expect(desk.lines(with: "stale: S anew").count == 1)
    await desk.press("S", "c")
    #expect(!desk.explorer.needsTicks && desk.status == "cancelled; what was found is kept")
    await desk.press("w")
    #expect(desk.lines(with: "KL per latent").count == 1)
  }

  @Test("Beside linear nets the account begins at the greatest likelihood; of three latents there is none")
  func bias() async throws {
    var desk = await desk(Tables.iris)
    await desk.press("L", ".", "S")
    for _ in 0..<3 { await desk.tick() }
    #expect(desk.lines(with: "bias of theta").count == 1)
    var wide = await threeLatents()
    await wide.press("S")
    #expect(wide.status == "the gaps are found by quadrature, over one or two latents: here are 3")
    #expect(await wide.press("A") == [])
  }

  @Test(
    "A brings q of the row to its best: amortisation goes, the rest stays; the next step takes the encoder's")
  func refining() async throws {
    var desk = await desk()
    await desk.press(".", ".", "n")
    let before = try #require(try desk.autoencoderRun.portrait)
    let gaps = try #require(before.gaps)
    await desk.press("A")
    let after = try #require(try desk.autoencoderRun.portrait)
    #expect(after.gaps == gaps && after.reconstruction.isRefined)
    #expect(
      after.reconstruction.mean == gaps.bestMean && after.reconstruction.mean != before.reconstruction.mean)
    func number(_ value: Double) -> String { NumberFormat.decimals(3).text(value) }
    #expect(desk.lines(with: "amortisation  \(number(gaps.amortisation)) -> 0.000").count == 1)
    #expect(desk.lines(with: "\(number(gaps.bound)) -> \(number(gaps.bestBound))").count == 1)
    #expect(desk.lines(with: "approximation \(number(gaps.approximation))  (").count == 1)
    await desk.press("n")
    #expect(try desk.autoencoderRun.portrait?.reconstruction.isRefined == true, "whichever row is looked at")
    await desk.press("A")
    #expect(try desk.autoencoderRun.portrait?.reconstruction.isRefined == false)
    await desk.press("A", ".")
    #expect(try desk.autoencoderRun.portrait?.reconstruction.isRefined == false)
    await desk.press("S")
    for _ in 0..<3 { await desk.tick() }
    await desk.press("c", "A")
    #expect(desk.lines(with: "-> 0.000").count == 1)
    #expect(desk.lines(with: "bound, refined").count == 1)
  }

  @Test("Of three latents V shows the principal axes, and the cursor decodes in their plane through the mean")
  func principal() async throws {
    var desk = await threeLatents()
    #expect(try desk.autoencoderRun.portrait?.principal == nil)
    await desk.press("V")
    #expect(desk.lines(with: "Latent means pc1 x pc2").count == 1)
    let axes = try #require(try desk.autoencoderRun.portrait?.principal)
    #expect(desk.lines(with: "pc1 \(Int((100 * axes.shares[0]).rounded()))%").count == 1)
    let middle = try desk.autoencoderRun.portrait?.decoded
    await desk.press("l", "l", "k")
    #expect(desk.lines(with: "pc1 +0.1").count == 1)
    #expect(try desk.autoencoderRun.portrait?.decoded != middle)
    var shown = try #require(try desk.autoencoderRun.portrait?.principal?.directions)
    for _ in 0..<40 {
      await desk.press(".")
      let next = try #require(try desk.autoencoderRun.portrait?.principal?.directions)
      for (old, new) in zip(shown, next) {
        #expect(zip(old, new).reduce(0) { $0 + $1.0 * $1.1 } > 0, "no axis turns about between two frames")
      }
      shown = next
    }
    await desk.press("v")
    #expect(desk.lines(with: "Decode grid pc1 x pc2").count == 1)
    #expect(try desk.autoencoderRun.portrait?.pictures.isEmpty == false)
    await desk.press("v", "V")
    #expect(desk.lines(with: "Latent means z1 x z2").count == 1)
    await desk.press("V", "V", "V")
    #expect(desk.lines(with: "Latent means pc1 x pc2").count == 1, "round and round")
  }

  @Test("Samples of nets that are told a label say which, and V takes the next")
  func labels() async throws {
    var desk = await desk()
    await desk.press("d", "V")
    #expect(desk.lines(with: "Samples from the prior N(0, I)").count == 1, "no net is told a label")
    await desk.press("Esc", "F2", "Up", "Up", "Right", "Esc", ".", ".")
    #expect(try desk.autoencoderRun.portrait?.settings.isConditional == true)
    await desk.press("d")
    #expect(desk.lines(with: "Samples of label upright, z from N(0, I)").count == 1)
    let upright = try desk.autoencoderRun.portrait?.pictures
    await desk.press("V")
    #expect(desk.lines(with: "Samples of label level, z from N(0, I)").count == 1)
    #expect(try desk.autoencoderRun.portrait?.pictures != upright)
    await desk.press("V")
    #expect(
      try desk.autoencoderRun.portrait?.pictures == upright, "the same draws, under the first label again")
  }

  @Test(
    "The status tells the time that training has taken, what is left and the rows a second, once a second")
  func time() async throws {
    var desk = await desk(Tables.bars, Size(120, 30))
    await desk.press("Space")
    for _ in 0..<30 { await desk.tick(0.1) }
    // A minibatch of 40 rows with every tick but the first.
    #expect(desk.status.contains("rows/s."), "\(desk.status)")
    let shown = desk.status.suffix(46)
    #expect(shown.contains("2 s gone, about 97 s left, 400 rows/s."), "\(desk.status)")
    for _ in 0..<200 { await desk.tick(0.1) }
    #expect(desk.status.contains(" s gone, about 77 s left, 400 rows/s."), "\(desk.status)")
    await desk.press("Space")
    for _ in 0..<50 { _ = desk.receiveAlone(.tick(1000)) }
    #expect(!desk.status.contains("rows/s"))
    await desk.press("Space")
    for _ in 0..<20 { await desk.tick(0.1) }
    #expect(desk.status.contains("24 s gone"), "a pause is no training: \(desk.status)")
  }

  @Test(
    "Decoded pictures stand apart upwards as they do sideways, where that leaves more than one row of them")
  func apart() async throws {
    var desk = await desk()
    await desk.press(".", "v")
    let lines = desk.grid.lines
    let top = try #require(lines.firstIndex { $0.contains("Decode grid") })
    let bottom = try #require(lines[(top + 1)...].firstIndex { $0.hasPrefix("+=") })
    let columns = lines[(top + 1)..<bottom].map { line in
      String(line.dropFirst(1).prefix(54))
    }
    let empty = columns.indices.filter { columns[$0].allSatisfy { $0 == " " } }
    #expect(empty.count > 2, "\(columns.joined(separator: "\n"))")
  }
}
