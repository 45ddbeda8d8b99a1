// Drives the node's MCP door with the official TypeScript SDK; run by McpTest.
import assert from "node:assert";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const client = new Client({ name: "ixi-test", version: "1" });
await client.connect(new StreamableHTTPClientTransport(new URL(process.argv[2])));
assert.equal(client.getServerVersion().name, "ixi");
const { tools } = await client.listTools();
assert(tools.some((tool) => tool.name === "ixi_sample_balance" && tool.annotations.readOnlyHint));
assert(tools.some((tool) => tool.name === "ixi_sendTransaction" && tool.annotations.destructiveHint));
const status = await client.callTool({ name: "ixi_status", arguments: {} });
assert.equal(status.structuredContent.name, "alpha");
const missing = await client.callTool({ name: "ixi_getBlock", arguments: { block: "99" } });
assert.equal(missing.isError, true);
const { resources } = await client.listResources();
assert(resources.length >= 4);
const guide = await client.readResource({ uri: "ixi://guide" });
assert.match(guide.contents[0].text, /no keys/);
const { prompts } = await client.listPrompts();
assert(prompts.some((prompt) => prompt.name === "mandate"));
const prompt = await client.getPrompt({ name: "orders", arguments: { account: "ixi1me" } });
assert.match(prompt.messages[0].content.text, /ixi1me/);
await client.close();
console.log("ALL GOOD", tools.length, "tools");
