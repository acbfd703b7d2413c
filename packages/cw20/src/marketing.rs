use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, Binary};

/// A logo as it is uploaded: a URL or a file.
#[cw_serde]
pub enum Logo {
    /// URL of a logo that is hosted elsewhere. The token does not check it.
    Url(String),
    /// A file that is stored on chain.
    Embedded(EmbeddedLogo),
}

/// The file of a logo that is stored on chain, at most 5 KiB.
#[cw_serde]
pub enum EmbeddedLogo {
    /// An SVG file that begins with an XML declaration, as base64.
    Svg(Binary),
    /// A PNG file, as base64.
    Png(Binary),
}

/// Where the logo is to be found.
#[cw_serde]
pub enum LogoInfo {
    /// URL of a logo that is hosted elsewhere.
    Url(String),
    /// The logo is stored on chain; [`Cw20QueryMsg::DownloadLogo`](crate::Cw20QueryMsg::DownloadLogo) returns the file.
    Embedded,
}

/// Marketing information of a token. All fields are null if it has none.
#[cw_serde]
#[derive(Default)]
pub struct MarketingInfoResponse {
    /// URL of the project behind the token; null: none.
    pub project: Option<String>,
    /// Text that describes the token; null: none.
    pub description: Option<String>,
    /// Where the logo is stored; null: there is no logo.
    pub logo: Option<LogoInfo>,
    /// Address of the account that may change the marketing information; null: nobody can.
    pub marketing: Option<Addr>,
}

/// The file of a logo that is stored on chain.
#[cw_serde]
pub struct DownloadLogoResponse {
    /// Type of the file: `image/svg+xml` or `image/png`.
    pub mime_type: String,
    /// Content of the file, as base64.
    pub data: Binary,
}
