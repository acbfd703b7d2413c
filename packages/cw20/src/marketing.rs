use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, Binary};

/// A logo as it is uploaded.
#[cw_serde]
pub enum Logo {
    /// Hosted elsewhere; the URL is not checked.
    Url(String),
    /// Kept on chain.
    Embedded(EmbeddedLogo),
}

/// A logo kept on chain, at most 5 KiB.
#[cw_serde]
pub enum EmbeddedLogo {
    /// SVG that begins with an XML declaration, as base64.
    Svg(Binary),
    /// PNG, as base64.
    Png(Binary),
}

/// Where the logo is to be found.
#[cw_serde]
pub enum LogoInfo {
    /// At this URL.
    Url(String),
    /// On chain; [`Cw20QueryMsg::DownloadLogo`](crate::Cw20QueryMsg::DownloadLogo) gives it.
    Embedded,
}

/// What a token says about itself to people.
#[cw_serde]
#[derive(Default)]
pub struct MarketingInfoResponse {
    /// URL of the project behind the token.
    pub project: Option<String>,
    /// A longer text about the token.
    pub description: Option<String>,
    /// Where the logo is.
    pub logo: Option<LogoInfo>,
    /// Who may change all this.
    pub marketing: Option<Addr>,
}

/// A logo kept on chain.
#[cw_serde]
pub struct DownloadLogoResponse {
    /// `image/svg+xml` or `image/png`.
    pub mime_type: String,
    /// The file, as base64.
    pub data: Binary,
}
