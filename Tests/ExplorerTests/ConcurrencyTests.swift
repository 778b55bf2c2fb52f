import DataFiles
import Explorer
import LatentModels
import NumericCore
import TestSupport
import Testing

@Suite("Runs and studies that come and go by themselves", .tags(.concurrent), .timeLimit(.minutes(5)))
struct ConcurrencyTests {
  private let request = EMPortraitRequest(
    plane: Plane(x: .column(0, of: Tables.faithful), y: .column(1, of: Tables.faithful)), rows: [0, 1, 2])

  @Test("While one goes on others are begun, asked, forked, changed and ended, from several tasks at once")
  func comingAndGoing() async throws {
    let pool = WorkerPool(threads: 2)
    let engine = Engine(pool: pool)
    let settings = MixtureSettings(components: 2, tolerance: 0)
    let rounds = 6
    let answers = await withTaskGroup(of: Int.self) { group in
      for lane in 0..<4 {
        group.addTask {
          var answers = 0
          for round in 0..<rounds {
            let run = RunID(1000 * lane + 2 * round)
            let fork = RunID(1000 * lane + 2 * round + 1)
            let study = StudyID(100 * lane + round)
            _ = await engine.carryOut(.start(run, .fit(.mixture(settings), Tables.faithful)))
            _ = await engine.carryOut(.perform(run, .run))
            _ = await engine.carryOut(.study(study, .starts(count: 3), of: run))
            _ = await engine.carryOut(.fork(from: run, to: fork))
            _ = await engine.carryOut(.perform(fork, .change(.components(1 + round % 3))))
            _ = await engine.carryOut(.perform(fork, .run))
            for asked in [run, fork, run] {
              if await engine.carryOut(.ask(asked, since: .nothing, request)) != nil { answers += 1 }
            }
            if await engine.carryOut(.askStudy(study)) != nil { answers += 1 }
            engine.giveUp(study)
            engine.abandonStep(of: run)
            _ = await engine.carryOut(.cancelStudy(study))
            _ = await engine.carryOut(.discard(run))
            _ = await engine.carryOut(.discard(fork))
          }
          return answers
        }
      }
      return await group.reduce(0, +)
    }
    #expect(answers == 4 * 4 * rounds)
    await engine.stop()
    pool.stop()
  }

  @Test("Nets and laws that train beside each other are asked, forked and ended meanwhile")
  func nets() async throws {
    let pool = WorkerPool(threads: 2)
    let engine = Engine(pool: pool)
    var net = AutoencoderSettings()
    (net.latents, net.encoder, net.decoder) = (2, [4], [4])
    var denoiser = DiffusionSettings()
    (denoiser.levels, denoiser.hidden, denoiser.blocks, denoiser.codes) = (10, 8, 1, 4)
    let laws = VariationalPlan.curve(column: 0, VariationalSettings(method: .gaussian(.coordinate)))
    let (settings, other) = (net, denoiser)
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        for round in 0..<3 {
          let (run, fork) = (RunID(2 * round), RunID(2 * round + 1))
          _ = await engine.carryOut(.start(run, .autoencoder(settings, Tables.murray)))
          _ = await engine.carryOut(.performAutoencoder(run, .run))
          _ = await engine.carryOut(.fork(from: run, to: fork))
          let request = AutoencoderPortraitRequest(points: 5)
          #expect(await engine.carryOut(.askAutoencoder(run, since: .nothing, request)) != nil)
          for ended in [run, fork] { _ = await engine.carryOut(.discard(ended)) }
        }
      }
      group.addTask {
        for round in 0..<3 {
          let run = RunID(100 + round)
          _ = await engine.carryOut(.start(run, .diffusion(other, Tables.clouds)))
          _ = await engine.carryOut(.performDiffusion(run, .run))
          let request = DiffusionPortraitRequest(points: 5)
          #expect(await engine.carryOut(.askDiffusion(run, since: .nothing, request)) != nil)
          _ = await engine.carryOut(.discard(run))
        }
      }
      group.addTask {
        for round in 0..<3 {
          let run = RunID(200 + round)
          _ = await engine.carryOut(.start(run, .variational(laws, Tables.curve)))
          _ = await engine.carryOut(.performVariational(run, .run))
          let request = VariationalPortraitRequest()
          #expect(await engine.carryOut(.askVariational(run, since: .nothing, request)) != nil)
          engine.abandonStep(of: run)
          _ = await engine.carryOut(.discard(run))
        }
      }
    }
    await engine.stop()
    pool.stop()
  }

  @Test("An engine that is stopped in the middle of everything stops, and answers nothing any more")
  func stopping() async throws {
    for round in 0..<4 {
      let pool = WorkerPool(threads: 2)
      let engine = Engine(pool: pool)
      let run = RunID(round)
      _ = await engine.carryOut(.start(run, .fit(.mixture(MixtureSettings(tolerance: 0)), Tables.faithful)))
      _ = await engine.carryOut(.perform(run, .run))
      _ = await engine.carryOut(.study(StudyID(round), .starts(count: 5), of: run))
      async let answer = engine.carryOut(.ask(run, since: .nothing, request))
      await engine.stop()
      _ = await answer
      #expect(await engine.carryOut(.askStudy(StudyID(round))) == nil)
      pool.stop()
    }
  }
}
