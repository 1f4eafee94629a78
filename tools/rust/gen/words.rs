//! The words that events are made of: codes, names, phrases in English and Chinese.
//! Owns the lists; makes no choice.

/// Countries: code, English and Chinese name.
pub const COUNTRIES: &[(&str, &str, &str)] = &[
    ("US", "the United States", "美国"),
    ("CN", "China", "中国"),
    ("JP", "Japan", "日本"),
    ("GB", "the United Kingdom", "英国"),
    ("DK", "Denmark", "丹麦"),
    ("NO", "Norway", "挪威"),
    ("SE", "Sweden", "瑞典"),
    ("DE", "Germany", "德国"),
    ("FR", "France", "法国"),
    ("NL", "the Netherlands", "荷兰"),
    ("CH", "Switzerland", "瑞士"),
    ("IN", "India", "印度"),
    ("BR", "Brazil", "巴西"),
    ("RU", "Russia", "俄罗斯"),
    ("SA", "Saudi Arabia", "沙特阿拉伯"),
    ("AE", "the United Arab Emirates", "阿联酋"),
    ("SG", "Singapore", "新加坡"),
    ("KR", "South Korea", "韩国"),
    ("TW", "Taiwan", "台湾"),
    ("CA", "Canada", "加拿大"),
    ("MX", "Mexico", "墨西哥"),
    ("TR", "Türkiye", "土耳其"),
    ("IR", "Iran", "伊朗"),
    ("VN", "Vietnam", "越南"),
    ("TH", "Thailand", "泰国"),
    ("ID", "Indonesia", "印度尼西亚"),
    ("ZA", "South Africa", "南非"),
    ("AU", "Australia", "澳大利亚"),
    ("IE", "Ireland", "爱尔兰"),
    ("LU", "Luxembourg", "卢森堡"),
    ("BE", "Belgium", "比利时"),
    ("IT", "Italy", "意大利"),
    ("ES", "Spain", "西班牙"),
    ("PL", "Poland", "波兰"),
    ("KZ", "Kazakhstan", "哈萨克斯坦"),
    ("IL", "Israel", "以色列"),
];

/// Blocs that may be meant instead.
pub const BLOCS: &[&str] = &["EU", "EUROPE", "NATO", "G7", "BRICS", "OPEC", "ASEAN", "EA"];

/// First words of holders' names.
pub const FIRST: &[&str] = &[
    "Nordic",
    "Pacific",
    "Baltic",
    "Alpine",
    "Atlantic",
    "Harbour",
    "Meridian",
    "Crown",
    "Delta",
    "Cedar",
    "Polar",
    "Lotus",
    "Jade",
    "Amber",
    "Granite",
    "Summit",
    "Orient",
    "Zenith",
    "Anchor",
    "Beacon",
    "Øresund",
    "São Bento",
    "Köln",
    "Île-de-France",
];

/// Second words: the sector.
pub const SECTOR: &[&str] = &[
    "Teachers'",
    "Engineers'",
    "Seafarers'",
    "Nurses'",
    "Civil Servants'",
    "Farmers'",
    "Railway",
    "Postal",
    "Industrial",
    "Municipal",
    "Merchants'",
    "Builders'",
    "Academic",
    "Reserve",
];

/// Last words with the type of party and a Chinese word for it.
pub const BODY: &[(&str, &str, &str)] = &[
    ("Pension Fund", "pension_fund", "养老基金"),
    ("Insurance", "insurer", "保险公司"),
    ("Bank", "bank", "银行"),
    ("Investment Authority", "sovereign_fund", "主权财富基金"),
    ("Asset Management", "company", "资产管理公司"),
    ("Trust", "other", "信托"),
];

/// Assets: class, issuer, in words, in Chinese.
pub const ASSETS: &[(&str, &str, &str, &str)] = &[
    ("us_treasury", "US", "US Treasuries", "美国国债"),
    ("us_equity", "US", "US shares", "美国股票"),
    ("us_agency", "US", "US agency bonds", "美国机构债"),
    ("jgb", "JP", "Japanese government bonds", "日本国债"),
    ("bund", "DE", "German Bunds", "德国国债"),
    ("gilt", "GB", "gilts", "英国国债"),
];

/// Who publishes, with the language and where.
pub const PUBLISHERS: &[(&str, &str, &str)] = &[
    ("Reuters", "en", "reuters.example.org"),
    ("Bloomberg", "en", "bloomberg.example.org"),
    ("Xinhua", "zh", "xinhua.example.org"),
    ("Caixin", "zh", "caixin.example.org"),
    ("Financial Times", "en", "ft.example.org"),
    ("Nikkei", "ja", "nikkei.example.org"),
    ("Berlingske", "da", "berlingske.example.org"),
    ("Handelsblatt", "de", "handelsblatt.example.org"),
    ("TASS", "ru", "tass.example.org"),
    (
        "US Department of the Treasury (TIC)",
        "en",
        "tic.example.org",
    ),
    ("Bank of Japan", "ja", "boj.example.org"),
    ("European Central Bank", "en", "ecb.example.org"),
    (
        "Investment & Pensions Europe (IPE)",
        "en",
        "ipe.example.org",
    ),
    ("RFI", "zh", "rfi.example.org"),
    ("第一财经", "zh", "yicai.example.org"),
];

/// Things said.
pub const QUOTES: &[&str] = &[
    "the decision is not directly related to the dispute",
    "we see no reason to change our course at this time",
    "\"a false narrative\", as the minister put it,\nand nothing more",
    "public finances are not sustainable over the long term",
    "我们不会在压力下做出任何让步",
    "the risk has become too high for our members",
    "markets will have to adjust to a new reality",
    "这一说法与事实不符",
    "all options remain on the table",
    "talks were frank — and useful",
];

/// Remarks of the desk.
pub const NOTES: &[&str] = &[
    "Figure taken from the table of the release, not from its text.",
    "Attributed by custodian, not by owner, as all figures of this series are.",
    "The report gives the month only; the day is taken from a second source.",
    "Single source; nobody else has confirmed the figure so far.\nAsk the press office again.",
    "Rounded by the source. The currency is the reporting one, not that of the holding.",
    "Published late; known to the desk only from the annual report.",
    "数字来自公告附表，正文未提及。",
];

/// Tags.
pub const TAGS: &[&str] = &[
    "treasuries",
    "tariffs",
    "reserves",
    "danish-funds",
    "greenland",
    "dollar",
    "sanctions",
    "yields",
    "davos",
    "g7",
    "custody",
    "auctions",
    "gold",
    "fx-swap",
    "trade",
];

/// Given and family names of speakers.
pub const PEOPLE: &[&str] = &[
    "Anna Lindqvist",
    "Scott Barrow",
    "Marie Dufresne",
    "Kenji Watanabe",
    "Li Wei",
    "Omar Haddad",
    "Ingrid Solheim",
    "Pavel Novák",
    "Mette Kjær",
    "José Álvarez",
    "Priya Raman",
    "王晓明",
];

/// What is done by saying something.
pub const ACTS: &[&str] = &[
    "comments",
    "dismisses",
    "reassures",
    "denies",
    "pledges",
    "negotiates",
    "praises",
    "demands",
    "criticises",
    "accuses",
    "rejects",
    "warns",
];
