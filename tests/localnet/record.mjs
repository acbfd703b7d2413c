// Stands before a node's RPC port and writes down what it was asked and what it answered, one JSON object a line:
//
//   node tests/localnet/record.mjs 26691 http://127.0.0.1:26601 answers.jsonl
//   causeway status --node http://127.0.0.1:26691 ...
import { appendFileSync } from "node:fs";
import { createServer } from "node:http";

const [port, node, file] = process.argv.slice(2);
createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const { method, params } = JSON.parse(Buffer.concat(chunks));
  const answer = await fetch(node, {
    method: "POST",
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
    headers: { "content-type": "application/json" },
  });
  const { result, error } = await answer.json();
  appendFileSync(file, `${JSON.stringify({ node, method, params, result, error })}\n`);
  response.writeHead(answer.status, { "content-type": "application/json" });
  response.end(JSON.stringify({ jsonrpc: "2.0", id: 1, result, error }));
}).listen(Number(port), "127.0.0.1");
