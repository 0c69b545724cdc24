//! Badges baked into images: the text that a PNG or SVG carries.

use std::io::Cursor;

use quick_xml::events::Event;
use quick_xml::reader::Reader;

/// Longest text taken out of an image, bytes.
const MAX_TEXT: usize = 2 * 1024 * 1024;
/// Most memory for an image's other parts, bytes.
const MAX_IMAGE: usize = 16 * 1024 * 1024;
/// What PNG calls the text of a badge, in versions 3 and 2.
const KEYWORDS: [&str; 2] = ["openbadgecredential", "openbadges"];

/// The badge in a PNG.
///
/// # Errors
/// Why there is none.
pub(crate) fn of_png(bytes: &[u8]) -> Result<String, String> {
    let broken = |error: png::DecodingError| format!("the image is damaged: {error}");
    let decoder =
        png::Decoder::new_with_limits(Cursor::new(bytes), png::Limits { bytes: MAX_IMAGE });
    let mut reader = decoder.read_info().map_err(broken)?;
    // Text may stand behind the image.
    reader.finish().map_err(broken)?;
    let chunk = reader
        .info()
        .utf8_text
        .iter()
        .find(|chunk| KEYWORDS.contains(&chunk.keyword.as_str()));
    let mut chunk = chunk.cloned().ok_or("the image carries no badge")?;
    chunk.decompress_text_with_limit(MAX_TEXT).map_err(broken)?;
    chunk.get_text().map_err(broken)
}

/// The badge in an SVG: the content of `<openbadges:credential>` or `<openbadges:assertion>`, or its `verify`.
///
/// # Errors
/// Why there is none.
pub(crate) fn of_svg(text: &str) -> Result<String, String> {
    let mut reader = Reader::from_str(text);
    let mut badge: Option<String> = None;
    let is_badge = |name: &str| matches!(name, "openbadges:credential" | "openbadges:assertion");
    loop {
        match reader
            .read_event()
            .map_err(|error| format!("the image is damaged: {error}"))?
        {
            Event::Start(tag) | Event::Empty(tag) if is_badge(tag.name().as_ref()) => {
                badge = Some(String::new());
                let verify = tag
                    .attributes()
                    .flatten()
                    .find(|attribute| attribute.key.as_ref() == "verify");
                if let Some(value) = verify.map(|attribute| attribute.value.trim().to_owned())
                    && super::is_jwt(&value)
                {
                    return Ok(value);
                }
            }
            Event::End(tag) if is_badge(tag.name().as_ref()) => break,
            Event::CData(content) => {
                if let Some(badge) = &mut badge {
                    *badge += &content.xml10_content();
                }
            }
            Event::Text(content) => {
                if let Some(badge) = &mut badge {
                    *badge += &content.xml10_content();
                }
            }
            Event::GeneralRef(_) if badge.is_some() => {
                return Err("the badge stands outside of CDATA".to_owned());
            }
            Event::Eof => {
                return Err(if badge.is_some() {
                    "the image is cut off"
                } else {
                    "the image carries no badge"
                }
                .to_owned());
            }
            _ => {}
        }
    }
    badge
        .map(|badge| badge.trim().to_owned())
        .filter(|badge| !badge.is_empty())
        .ok_or("the badge is empty".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn svg_carries_a_badge_in_one_place() {
        let svg = |inner: &str| {
            format!("<svg xmlns:openbadges='x'><title>a &amp; b</title>{inner}</svg>")
        };
        assert_eq!(
            of_svg(&svg(
                "<openbadges:credential><![CDATA[ {} ]]></openbadges:credential>"
            ))
            .unwrap(),
            "{}"
        );
        assert_eq!(
            of_svg(&svg("<openbadges:assertion verify=\"eyJ.eyJ.x\"/>")).unwrap(),
            "eyJ.eyJ.x"
        );
        for (text, why) in [
            (svg(""), "carries no badge"),
            (
                svg("<openbadges:credential> </openbadges:credential>"),
                "empty",
            ),
            (
                "<svg><openbadges:credential><![CDATA[{".to_owned(),
                "damaged",
            ),
            ("<svg><openbadges:credential>{".to_owned(), "cut off"),
        ] {
            let error = of_svg(&text).unwrap_err();
            assert!(error.contains(why), "{text}: {error}");
        }
    }

    #[test]
    fn png_text_may_be_compressed_but_not_without_end() {
        let image = |text: &str| {
            let mut bytes = Vec::new();
            let mut encoder = png::Encoder::new(&mut bytes, 1, 1);
            encoder.set_color(png::ColorType::Grayscale);
            let mut chunk = png::text_metadata::ITXtChunk::new("openbadges", text);
            chunk.compressed = true;
            let mut writer = encoder.write_header().unwrap();
            writer.write_text_chunk(&chunk).unwrap();
            writer.write_image_data(&[0]).unwrap();
            writer.finish().unwrap();
            bytes
        };
        assert_eq!(of_png(&image("{\"a\": 1}")).unwrap(), "{\"a\": 1}");
        assert!(of_png(&image(&"a".repeat(2 * MAX_TEXT))).is_err());
        assert!(of_png(&image("{}")[..60]).is_err());
    }
}
