#include "CAssets.h"

#include <string.h>

static const unsigned char faithful[] = {
#embed "../../assets/data/faithful.csv"
};

static const unsigned char galaxies[] = {
#embed "../../assets/data/galaxies.csv"
};

static const unsigned char iris[] = {
#embed "../../assets/data/iris.csv"
};

static const unsigned char penguins[] = {
#embed "../../assets/data/penguins.csv"
};

static const unsigned char dyestuff[] = {
#embed "../../assets/data/dyestuff.csv"
};

static const unsigned char murray[] = {
#embed "../../assets/data/murray.csv"
};

static const unsigned char linkage[] = {
#embed "../../assets/data/linkage.csv"
};

static const unsigned char lsat[] = {
#embed "../../assets/data/lsat.csv"
};

static const unsigned char cbpp[] = {
#embed "../../assets/data/cbpp.csv"
};

static const unsigned char digits[] = {
#embed "../../assets/data/digits.csv.gz"
};

static const unsigned char two_moons_model[] = {
#embed "../../assets/models/two-moons.safetensors"
};

static const unsigned char digits_model[] = {
#embed "../../assets/models/digits.safetensors"
};

struct asset {
  const char *name;
  const unsigned char *bytes;
  size_t length;
};

static const struct asset data_sets[] = {
    {"faithful", faithful, sizeof faithful},
    {"galaxies", galaxies, sizeof galaxies},
    {"iris", iris, sizeof iris},
    {"penguins", penguins, sizeof penguins},
    {"dyestuff", dyestuff, sizeof dyestuff},
    {"murray", murray, sizeof murray},
    {"linkage", linkage, sizeof linkage},
    {"lsat", lsat, sizeof lsat},
    {"cbpp", cbpp, sizeof cbpp},
    {"digits", digits, sizeof digits},
};

static const struct asset models[] = {
    {"two-moons", two_moons_model, sizeof two_moons_model},
    {"digits", digits_model, sizeof digits_model},
};

static const unsigned char *find(const struct asset *assets, size_t count, const char *name, size_t *length) {
  for (size_t i = 0; i < count; i++) {
    if (strcmp(assets[i].name, name) == 0) {
      *length = assets[i].length;
      return assets[i].bytes;
    }
  }
  *length = 0;
  return NULL;
}

const unsigned char *elbow_asset_data(const char *name, size_t *length) {
  return find(data_sets, sizeof data_sets / sizeof data_sets[0], name, length);
}

const unsigned char *elbow_asset_model(const char *name, size_t *length) {
  return find(models, sizeof models / sizeof models[0], name, length);
}
