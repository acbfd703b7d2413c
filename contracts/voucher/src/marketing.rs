//! Marketing information: project, description, logo, and the account that may change them.

use causeway_cw20::{EmbeddedLogo, Logo, LogoInfo, MarketingInfoResponse};
use cosmwasm_std::{DepsMut, MessageInfo, Response, Storage};

use crate::msg::InstantiateMarketingInfo;
use crate::state::{LOGO, MARKETING_INFO};
use crate::ContractError;

const MAX_LOGO_BYTES: usize = 5 * 1024;
const PNG_HEADER: [u8; 8] = [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n'];

pub(crate) fn create(deps: DepsMut, msg: InstantiateMarketingInfo) -> Result<(), ContractError> {
    let marketing = msg
        .marketing
        .map(|address| deps.api.addr_validate(&address))
        .transpose()?;
    let logo = msg.logo.map(|logo| save_logo(deps.storage, logo)).transpose()?;
    let info = MarketingInfoResponse {
        project: msg.project,
        description: msg.description,
        logo,
        marketing,
    };
    Ok(MARKETING_INFO.save(deps.storage, &info)?)
}

pub(crate) fn update(
    deps: DepsMut,
    info: MessageInfo,
    project: Option<String>,
    description: Option<String>,
    marketing: Option<String>,
) -> Result<Response, ContractError> {
    let mut current = authorized(deps.storage, &info)?;
    if let Some(project) = project {
        current.project = unless_blank(project);
    }
    if let Some(description) = description {
        current.description = unless_blank(description);
    }
    if let Some(marketing) = marketing {
        current.marketing = unless_blank(marketing)
            .map(|address| deps.api.addr_validate(&address))
            .transpose()?;
    }
    if current == MarketingInfoResponse::default() {
        MARKETING_INFO.remove(deps.storage);
    } else {
        MARKETING_INFO.save(deps.storage, &current)?;
    }
    Ok(Response::new().add_attribute("action", "update_marketing"))
}

pub(crate) fn upload_logo(deps: DepsMut, info: MessageInfo, logo: Logo) -> Result<Response, ContractError> {
    let mut current = authorized(deps.storage, &info)?;
    current.logo = Some(save_logo(deps.storage, logo)?);
    MARKETING_INFO.save(deps.storage, &current)?;
    Ok(Response::new().add_attribute("action", "upload_logo"))
}

/// Loads the marketing information. It fails if the caller may not change it.
fn authorized(storage: &dyn Storage, info: &MessageInfo) -> Result<MarketingInfoResponse, ContractError> {
    MARKETING_INFO
        .may_load(storage)?
        .filter(|current| current.marketing.as_ref() == Some(&info.sender))
        .ok_or(ContractError::Unauthorized)
}

fn unless_blank(text: String) -> Option<String> {
    Some(text).filter(|text| !text.trim().is_empty())
}

fn save_logo(storage: &mut dyn Storage, logo: Logo) -> Result<LogoInfo, ContractError> {
    check_logo(&logo)?;
    LOGO.save(storage, &logo)?;
    Ok(match logo {
        Logo::Url(url) => LogoInfo::Url(url),
        Logo::Embedded(_) => LogoInfo::Embedded,
    })
}

fn check_logo(logo: &Logo) -> Result<(), ContractError> {
    let file = match logo {
        Logo::Url(_) => return Ok(()),
        Logo::Embedded(EmbeddedLogo::Svg(file) | EmbeddedLogo::Png(file)) => file,
    };
    if file.len() > MAX_LOGO_BYTES {
        return Err(ContractError::LogoTooBig);
    }
    match logo {
        Logo::Embedded(EmbeddedLogo::Svg(file)) if !has_xml_declaration(file) => {
            Err(ContractError::InvalidSvg)
        }
        Logo::Embedded(EmbeddedLogo::Png(file)) if !file.starts_with(&PNG_HEADER) => {
            Err(ContractError::InvalidPng)
        }
        _ => Ok(()),
    }
}

/// Checks that the first tag, up to its `>`, is an XML declaration, `<?xml ..?>`.
fn has_xml_declaration(file: &[u8]) -> bool {
    file.split_inclusive(|byte| *byte == b'>')
        .next()
        .is_some_and(|tag| tag.starts_with(b"<?xml ") && tag.ends_with(b"?>"))
}
