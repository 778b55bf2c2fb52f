import CellGrid
import Explorer
import LatentModels
import NumericCore
import PlotKit
import Testing

@Suite("Pictures of the autoencoder lab")
struct VAEPictureTests {
  private func desk(_ data: DataTable, _ keys: [String], _ size: Size = Size(100, 30)) async -> Desk {
    var desk = await Desk(data, MixtureSettings(components: 2), lab: .vae, size: size)
    for key in keys { await desk.press(key) }
    return desk
  }

  @Test("Latents, decoded pictures, the bound, KL and settings after three minibatches")
  func pictures() async {
    let desk = await desk(Tables.bars, [".", ".", "."])
    expect(
      desk.grid,
      shows: """
         elbow   1 EM  2 VI [3 VAE]                                    bars 40x16  seed 42  PAUSED ep 3/100
        +=[Latent means z1 x z2]===============================++- Decode -- 4x4 -++- x | x^ ------ row 1 -+
        |z2                                                    ||++++====++++==== ||x          x^          |
        | 1.0+                        :                        ||++++====++++==== ||                       |
        |    |                        :                        ||================ || @@         ++==++==   |
        |    |                        :                        ||================ || @@         ========   |
        | 0.5+                        :                        ||++++++++======== || @@         ++++====   |
        |    |                        :                        ||++++++++======== || @@         ++======   |
        |    |                        :    2                   ||++++============ ||                       |
        | 0.0+. . . . . . . . . . . . +21@1 . . . . . . . . . .||++++============ ||                       |
        |    |                        :122 2                   ||                 ||mse 0.23               |
        |    |                        :                        |+-----------------++-----------------------+
        |-0.5+                        :                        |+- ELBO per row ---- >=~ -10.995 +- 0.066 -+
        |    |                        :                        ||-11.0+            oO                      |
        |    |                        :                        ||-11.1+        oooo                        |
        |-1.0+                        :                        ||     |      oo                            |
        |    ++-----------+-----------+-----------+------- z1 +||-11.2+    oo                              |
        |     -1.0      -0.5         0.0         0.5        1.0||      0        2        4       6    epoch|
        |1 upright  2 level  @ row  , N(0, I) at 2 sd          ||train ELBO -11.00 = recon -10.97 - KL 0.03|
        += z1 +0.00  z2 +0.00   Enter: row here ===============++------------------------------------------+
        +- KL per latent, nats per row -- active units 0 of 2 -++- Settings -------------------------- F2 -+
        |z1   0.01 #                                      OFF  ||enc 16-128-2  dec 2-128-16                |
        |z2   0.01 #                                      OFF  ||relu                                      |
        |                                                      ||beta 1                                    |
        |                                                      ||bernoulli                                 |
        |                                                      ||objective elbo  prior N(0,I)              |
        |z1, z2 below 0.1 nats so far                          ||Adam 0.001  batch 40  flat out            |
        +------------------------------------------------------++------------------------------------------+
         Epoch 3 of 100: bound -11.00 per row, best so far.
         Space train  , . step  v grid  t traverse  B beta  [ ] scrub  n N row  d samples    ? help  q quit
        """, edges: 12)
  }

  @Test("Linear nets: the water-tank, what is exact and what is learned, and the latents turned")
  func waterTank() async {
    var desk = await desk(Tables.iris, ["L", "Space"])
    for _ in 0..<1500 { await desk.tick() }
    await desk.press("Space", "O")
    expect(
      desk.grid,
      shows: """
         elbow   1 EM  2 VI [3 VAE]                                iris 150x4  seed 42  PAUSED ep 1500/5000
        +=[Latent means z1 x z2]===============================++- Decode --------++- x | x^ ------ row 1 -+
        |z2                                                    ||sepal_leng~ 5.865||               x     x^|
        | 2+ ,, ,,  ,  ,, ,,  ,, ,,  ,,  ,  ,,  ,3 ,, ,,  ,, ,,||sepal_width 3.074||sepal_le~  5.100  4.925|
        |  |                         :       33333             ||petal_leng~ 3.787||sepal_wi~  3.500  3.328|
        |  |                         :  333333                 ||petal_width 1.205||petal_le~  1.400  1.517|
        |  |                        222222                     ||                 ||petal_wi~ 0.2000 0.2616|
        | 0+. . . . . . . . . . .2222+. . . . . . . . . . . . .||                 ||                       |
        |  |'''''''''''''''''''''''''''''''''''''''''''        ||                 ||                       |
        |  |'''''''''''''''''@'''''''''''''''''''''''''''      ||                 ||                       |
        |-2+,, ,,  ,, ,,  ,  ,,  ,  ,,  ,, ,,  ,, ,,  ,  ,, ,, ||                 ||mse 0.019              |
        |  ++------------+-----------+------------+------- z1 +|+-----------------++-----------------------+
        |   -1.0       -0.5         0.0          0.5        1.0|+- ELBO, nats per row --------- >= -3.724 -+
        |1 setosa  2 versicolor  3 virginica  @ row  ~         ||   |. . . . . .+++++++++++++++++++++++++++|
        += z1 +0.00  z2 +0.00   Enter: row here ===============+|--5+  ++++++++++o                         |
        +- PPCA water-tank, w: KL per latent --- sigma2 0.116 -+|   | +o                                   |
        |eigenvalue              = l -3.1592 per row           ||    0    250   500    750  1000      epoch|
        |   |         k          >= -3.7238 bound              ||held out -3.04 = recon -1.38 - KL 1.67    |
        |   |  ##     :          gap 0.565 nats                ||= l -3.1592 exact  gap 0.56               |
        |  1+  ##     :          = MLE -2.7251, PPCA           |+------------------------------------------+
        |   |  ##     :          KL exact   2.208 0.776        |+- Settings -------------------------- F2 -+
        |   |. .#. .#.:. .sigma2 KL learned 1.727 0.283        ||enc 4-2  dec 2-4                          |
        |0.1+  ~~  ~~ : ~~       sigma2 0.116, best 0.0514     ||linear nets, in Double                    |
        |   |  ~~  ~~ : ~~       turned 15.0 degrees   O: by 15||beta 1                                    |
        |   |  ~~  ~~ : ~~  ~~                                 ||gaussian  sigma 0.341 learned             |
        |   +---+---+---+--- j -                               ||objective elbo  prior N(0,I)              |
        |       1   2   3   4                                  ||Adam 0.03  batch 150  flat out            |
        +------------------------------------------------------++------------------------------------------+
         Latents turned by 15 degrees: the bound is -3.7238 now, the likelihood -3.1592 as before.
         Space train  , . step  O turn  v grid  t traverse  B beta  [ ] scrub  n N row       ? help  q quit
        """, edges: 12)
  }

  @Test("Two runs side by side, one with another beta, on 80 columns")
  func branch() async {
    let desk = await desk(Tables.bars, [".", ".", "b", "B", "."], Size(80, 24))
    expect(
      desk.grid,
      shows: """
         elbow   1 EM  2 VI [3 VAE]         bars 40x16  seed 42  run B  PAUSED ep 3/100
        +- Run A  beta 1 ----++=[> Run B  beta 2]==++- Decode ----++- x | x^ -- row 1 -+
        |z2                  ||z2                  ||A     B      ||x     x^A   x^B    |
        | 1+        :        || 1+        :        ||             ||                   |
        |  |        :        ||  |        :        ||             ||@     ====   ====  |
        |  |        :        ||  |        :        ||==+=   ====  ||@     +===   +===  |
        |  |        2@2      ||  |        2@2      ||+===   +===  ||                   |
        | 0+. . . . +21 . . .|| 0+. . . . +22 . . .||             ||                   |
        |  |        :        ||  |        :        ||             ||mse A 0.23  B 0.23 |
        |  |        :        ||  |        :        |+-------------++-------------------+
        |-1+        :        ||-1+        :        |+- ELBO ---- >=~ -10.995 +- 0.065 -+
        |  ++-------+--- z1 +||  ++-------+--- z1 +||-11.0+          x                 |
        |   -1      0       1||   -1      0       1||     |        xx                  |
        |1 upright  2 level ~||1 upright  2 level ~||-11.1+       O                    |
        +--------------------++====================+|     |     xx                     |
        +- KL per latent --------------------------+|     |    x                       |
        |A beta 1: 0 of 2 on  B beta 2: 0 of 2 on  ||-11.2+   x                        |
        |z1   0.02       OFF  z1   0.01       OFF  ||      0      2      4     6  epoch|
        |z2   0.01       OFF  z2   0.01       OFF  ||o A train  x B train              |
        |                                          ||train -11.00 = -10.97 - KL 0.03   |
        |z1, z2 below 0.1 nats so far              ||objective: no likelihood          |
        +------------------------------------------++----------------------------------+
         B: Epoch 3 of 100: bound -11.00 per row, best so far.
         Space train  , . step  v grid  t traverse  B beta  [ ] scrub    ? help  q quit
        """, edges: 12)
  }

  @Test("A decode grid of bars for a table whose rows are no pictures")
  func lattice() async {
    let desk = await desk(Tables.iris, [".", ".", "v"])
    expect(
      part(Rect(x: 0, y: 0, width: 56, height: 22), of: desk.grid),
      shows: """
         elbow   1 EM  2 VI [3 VAE]
        +=[Decode grid z1 x z2, -3 to 3]=======================+
        |                                                      |
        |                                                      |
        |                                                      |
        |........ ........ ........ ........ ........ ......## |
        |                                                      |
        |                                                      |
        |........ ........ ........ ........ ........ ......## |
        |                                                      |
        |                                                   .. |
        |........ ........ ........ ........ ......## ......## |
        |                                                      |
        |                                                   .. |
        |........ ........ ........ ........ ......## ......## |
        |                                                      |
        |                                                      |
        |........ ........ ........ ........ ........ ......## |
        |                                                      |
        +======================================================+
        +- KL per latent, nats per row -- active units 2 of 2 -+
        |z1   0.05 ####                                        |
        """, edges: 12)
  }
}
