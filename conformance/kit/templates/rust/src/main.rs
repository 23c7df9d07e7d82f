//! @name@: reads requests from standard input, one a line, and answers each on standard output.
//! Exit status: 0 after `bye` or the end of the input, 1 when a stream fails.

mod ops;
mod protocol;
#[cfg(test)]
mod tests;

use std::io::{BufRead, Write};

use protocol::{read_line, Conversation};

fn serve(mut input: impl BufRead, mut output: impl Write) -> std::io::Result<()> {
    let mut conversation = Conversation::new(ops::operations());
    while !conversation.is_over() {
        let Some(line) = read_line(&mut input)? else {
            break;
        };
        writeln!(output, "{}", conversation.answer(&line))?;
        output.flush()?;
    }
    Ok(())
}

fn main() -> std::io::Result<()> {
    serve(std::io::stdin().lock(), std::io::stdout().lock())
}
