//! Where the values of a JSON text stand.

use std::ops::Range;

/// The values of a text, without their content. Flat, so that no nesting is too deep.
pub(super) struct Tree<'a> {
    text: &'a str,
    /// The root first.
    nodes: Vec<Node>,
}

struct Node {
    start: usize,
    /// Where its name stands, with the quotes, if it is a member.
    name: Option<Range<usize>>,
    children: Vec<usize>,
}

impl<'a> Tree<'a> {
    /// `text` is JSON: who calls has parsed it. Of anything else the tree means nothing.
    pub(super) fn of(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let (mut nodes, mut open): (Vec<Node>, Vec<usize>) = (Vec::new(), Vec::new());
        let (mut at, mut name) = (0, None);
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'}' | b']' => {
                    open.pop();
                    at += 1;
                    continue;
                }
                b',' | b':' | b' ' | b'\t' | b'\r' | b'\n' => {
                    at += 1;
                    continue;
                }
                _ => {}
            }
            let end = end(bytes, at);
            if *byte == b'"' && name.is_none() && is_name(bytes, end) {
                name = Some(at..end);
                at = end + 1;
                continue;
            }
            let id = nodes.len();
            if let Some(parent) = open.last() {
                nodes[*parent].children.push(id);
            }
            nodes.push(Node { start: at, name: name.take(), children: Vec::new() });
            if matches!(byte, b'{' | b'[') {
                open.push(id);
            }
            at = end;
        }
        Self { text, nodes }
    }

    /// Which child of which child and so on a JSON Pointer leads to; as far as it leads. Of members
    /// with one name the last counts, as for the parser.
    pub(super) fn path(&self, pointer: &str) -> Vec<usize> {
        let (mut node, mut path) = (0, Vec::new());
        for token in pointer.split('/').skip(1) {
            let token = token.replace("~1", "/").replace("~0", "~");
            let Some(index) = self.child(node, &token) else { break };
            path.push(index);
            node = self.nodes[node].children[index];
        }
        path
    }

    /// Where the value at such a path begins; as far as the path leads.
    pub(super) fn start(&self, path: &[usize]) -> usize {
        let mut node = self.nodes.first();
        for index in path {
            let Some(child) = node.and_then(|node| node.children.get(*index)) else { break };
            node = self.nodes.get(*child);
        }
        node.map_or(0, |node| node.start)
    }

    fn child(&self, node: usize, token: &str) -> Option<usize> {
        let children = &self.nodes.get(node)?.children;
        let first = self.nodes.get(*children.first()?)?;
        if first.name.is_none() {
            return token.parse().ok().filter(|index| *index < children.len());
        }
        children.iter().rposition(|child| self.name(*child).is_some_and(|name| name == token))
    }

    fn name(&self, node: usize) -> Option<String> {
        let name = self.nodes.get(node)?.name.clone()?;
        serde_json::from_str(self.text.get(name)?).ok()
    }
}

/// The end of a string or of a scalar; of an object or an array only its first byte.
fn end(bytes: &[u8], at: usize) -> usize {
    let rest = &bytes[at..];
    let length = match rest.first() {
        Some(b'"') => {
            let mut escaped = false;
            let close = rest.iter().skip(1).position(|byte| match byte {
                _ if escaped => {
                    escaped = false;
                    false
                }
                b'\\' => {
                    escaped = true;
                    false
                }
                byte => *byte == b'"',
            });
            close.map_or(rest.len(), |close| close + 2)
        }
        Some(b'{' | b'[') => 1,
        _ => {
            let after = |byte: &u8| b",:]} \t\r\n".contains(byte);
            rest.iter().position(after).unwrap_or(rest.len()).max(1)
        }
    };
    at + length
}

fn is_name(bytes: &[u8], end: usize) -> bool {
    bytes.iter().skip(end).find(|byte| !byte.is_ascii_whitespace()) == Some(&b':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_lead_to_places() {
        let text =
            r#" {"a": [1, {"b/c": "x\"]", "~": null}], "a\u0062": {}, "a": [true] , "e":[]}"#;
        let table = [
            ("", "{\"a\": [1"),
            ("/a", "[true]"),
            ("/a/0", "true]"),
            ("/ab", "{}, \"a\""),
            ("/a/9", "[true]"),
            ("/e", "[]}"),
            ("/nothing/there", "{\"a\": [1"),
        ];
        let tree = Tree::of(text);
        for (pointer, expected) in table {
            let start = tree.start(&tree.path(pointer));
            assert!(text[start..].starts_with(expected), "{pointer}: {}", &text[start..]);
        }
        let text = r#"[{"b/c": "x\"]", "~": null}, -1.5e3]"#;
        let tree = Tree::of(text);
        for (pointer, expected) in [("/0/b~1c", "\"x"), ("/0/~0", "null"), ("/1", "-1.5")] {
            let start = tree.start(&tree.path(pointer));
            assert!(text[start..].starts_with(expected), "{pointer}: {}", &text[start..]);
        }
    }

    #[test]
    fn nothing_is_too_deep() {
        let text = "[".repeat(100_000) + &"]".repeat(100_000);
        let tree = Tree::of(&text);
        assert_eq!(tree.start(&tree.path("/0/0")), 2);
    }

    #[test]
    fn text_that_is_no_json_does_not_panic() {
        for text in
            ["", "{", "\"", "\"\\", "]]]", "{\"a\":", "::,", "\u{e9}", "{\"a\"", "[1 \"b\":]"]
        {
            let tree = Tree::of(text);
            assert!(tree.start(&tree.path("/a/0")) <= text.len(), "{text}");
        }
    }
}
