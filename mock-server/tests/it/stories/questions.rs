//! Security questions.

use super::talk::{
    Call::{Authorize, Detail, Respond},
    Story,
};

const SHAPE: &str = r#"/SecurityChallenges/0/Prompt "What shape do people like most?""#;

#[rustfmt::skip]
pub(super) const STORIES: &[Story] = &[
    ("security-question", &[
        (Authorize, "203 at 0", r#"/SecurityChallenges/0 {"Type":"QuestionAndAnswer","Prompt":"What shape do people like most?"} | /Links [{"rel":"Authorization","href":"/Authorize","example":null}] | /SecurityChallenges/1 nothing"#),
        (Detail, "400 SESSION_NONEXISTENT at 0", ""),
        (Respond(r#"{"What shape do people like most?":["Triangle"]}"#), "200 at 0", "/SecurityChallenges nothing"),
        (Detail, "200 at 0", ""),
        (Authorize, "203 at 0", SHAPE),
        (Respond(r#"{"What shape do people like most?":["Square"]}"#), "401 INVALID_SECURITY_RESPONSE at 0", "/SecurityChallenges nothing"),
        (Respond(r#"{"What shape do people like most?":["Triangle"]}"#), "400 SESSION_NONEXISTENT at 0", ""),
    ]),
    ("security-questions-one-by-one", &[
        (Authorize, "203 at 0", r#"/SecurityChallenges/0/Prompt "What shape do people like most?" | /SecurityChallenges/1 nothing | /InstitutionName "FlinksCapital" | /InstitutionId 14"#),
        (Respond(r#"{"What shape do people like most?":["Triangle"]}"#), "203 at 0", r#"/SecurityChallenges/0/Prompt "What is the best country on earth?" | /SecurityChallenges/1 nothing | /InstitutionId 14"#),
        (Respond(r#"{"What shape do people like most?":["Triangle"]}"#), "401 UNKNOWN_CHALLENGE_KEY at 0", ""),
        (Respond(r#"{"What is the best country on earth?":["Canada"]}"#), "200 at 0", ""),
        (Respond(r#"{"What is the best country on earth?":["Canada"]}"#), "401 ALREADY_AUTHORIZED at 0", ""),
        (Detail, "200 at 0", ""),
    ]),
    ("security-questions-at-once", &[
        (Authorize, "203 at 0", r#"/SecurityChallenges/0/Prompt "What city were you born in?" | /SecurityChallenges/1/Prompt "What is the best country on earth?" | /SecurityChallenges/2/Prompt "What shape do people like most?" | /SecurityChallenges/3 nothing | /Institution "RBC""#),
        (Respond(r#"{"What city were you born in?":["Montreal"],"What is the best country on earth?":["Canada"]}"#), "401 SECURITYRESPONSES_INCOMPLETE at 0", ""),
        (Respond(r#"{"What city were you born in?":["Montréal"],"What is the best country on earth?":["Canada"],"What shape do people like most?":["Triangle"]}"#), "200 at 0", ""),
        (Detail, "200 at 0", ""),
    ]),
    ("security-question-reset", &[
        (Authorize, "203 at 0", r#"/SecurityChallenges/0/Type "QuestionAndAnswer" | /SecurityChallenges/0/Iterables ["What was your first pet?","On which street did you grow up?"]"#),
        (Respond(r#"{"What was your first car?":["Rex"]}"#), "401 UNKNOWN_CHALLENGE_KEY at 0", ""),
        (Respond(r#"{"What was your first pet?":["Rex"]}"#), "200 at 0", ""),
        (Detail, "200 at 0", ""),
    ]),
    ("security-question-choice", &[
        (Authorize, "203 at 0", r#"/SecurityChallenges/0/Type "MultipleChoice" | /SecurityChallenges/0/Iterables ["Calgary","Halifax","Montreal","Winnipeg"]"#),
        (Respond(r#"{"In which of these cities have you lived?":["Montreal"]}"#), "200 at 0", ""),
        (Authorize, "203 at 0", ""),
        (Respond(r#"{"In which of these cities have you lived?":["Montreal","Halifax"]}"#), "401 INVALID_SECURITY_RESPONSE at 0", ""),
    ]),
    ("security-question-choices", &[
        (Authorize, "203 at 0", r#"/SecurityChallenges/0/Type "MultipleChoiceMultipleAnswers" | /SecurityChallenges/0/Iterables ["Email","Letter","Telephone"]"#),
        (Respond(r#"{"How may the bank reach you?":["Telephone","Email"]}"#), "200 at 0", ""),
        (Authorize, "203 at 0", ""),
        (Respond(r#"{"How may the bank reach you?":["Email"]}"#), "401 INVALID_SECURITY_RESPONSE at 0", ""),
    ]),
    ("security-question-images", &[
        (Authorize, "203 at 0", r#"/SecurityChallenges/0/Type "ImageSelection" | /SecurityChallenges/0/Iterables ["/9j/4AH/2Q==","/9j/4AL/2Q==","/9j/4AP/2Q=="]"#),
        (Respond(r#"{"Which images are yours?":["/9j/4AH/2Q==","/9j/4AP/2Q=="]}"#), "200 at 0", ""),
        (Authorize, "203 at 0", ""),
        (Respond(r#"{"Which images are yours?":["/9j/4AL/2Q=="]}"#), "401 INVALID_SECURITY_RESPONSE at 0", ""),
    ]),
    ("security-code", &[
        (Authorize, "203 at 0", r#"/SecurityChallenges/0/Type "TextOrCall" | /SecurityChallenges/0/Iterables ["Text (514) 555-0117","Call (514) 555-0117"]"#),
        (Respond(r#"{"How should we send your security code?":["Call (514) 555-0117"]}"#), "203 at 0", r#"/SecurityChallenges/0 {"Type":"QuestionAndAnswer","Prompt":"Enter the security code that we have sent"}"#),
        (Respond(r#"{"How should we send your security code?":["Text (514) 555-0117"]}"#), "401 UNKNOWN_CHALLENGE_KEY at 0", ""),
        (Respond(r#"{"Enter the security code that we have sent":["123456"]}"#), "200 at 0", ""),
        (Detail, "200 at 0", ""),
    ]),
    ("security-answer-retried", &[
        (Authorize, "203 at 0", SHAPE),
        (Respond(r#"{"What shape do people like most?":["Square"]}"#), "401 INVALID_SECURITY_RESPONSE at 0", SHAPE),
        (Respond(r#"{"What shape do people like most?":["Circle"]}"#), "401 INVALID_SECURITY_RESPONSE at 0", SHAPE),
        (Respond(r#"{"What shape do people like most?":["Triangle"]}"#), "200 at 0", ""),
        (Authorize, "203 at 0", ""),
        (Respond(r#"{"What shape do people like most?":["Square"]}"#), "401 INVALID_SECURITY_RESPONSE at 0", SHAPE),
        (Respond(r#"{"What shape do people like most?":["Circle"]}"#), "401 INVALID_SECURITY_RESPONSE at 0", SHAPE),
        (Respond(r#"{"What shape do people like most?":["Oval"]}"#), "401 INVALID_SECURITY_RESPONSE at 0", "/SecurityChallenges nothing"),
        (Respond(r#"{"What shape do people like most?":["Triangle"]}"#), "400 SESSION_NONEXISTENT at 0", ""),
    ]),
    ("security-answer-locks-out", &[
        (Authorize, "203 at 0", SHAPE),
        (Respond(r#"{"What shape do people like most?":["Square"]}"#), "401 INVALID_SECURITY_RESPONSE at 0", SHAPE),
        (Respond(r#"{"What shape do people like most?":["Circle"]}"#), "401 DISABLED_LOGIN at 0", "/SecurityChallenges nothing"),
        (Authorize, "401 DISABLED_LOGIN at 0", ""),
    ]),
];
