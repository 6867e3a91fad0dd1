-- `:Wirelens send`, `:Wirelens cancel`, `:Wirelens show timeline`: on the request under the cursor.
local VIEWS = { 'reply', 'timeline', 'raw', 'json', 'stats', 'body' }

vim.api.nvim_create_user_command('Wirelens', function(call)
  local wirelens = require('wirelens')
  local act, view = call.fargs[1], call.fargs[2] or 'reply'
  if act == 'send' then
    wirelens.send()
  elseif act == 'cancel' then
    wirelens.cancel()
  elseif act == 'show' and vim.list_contains(VIEWS, view) then
    wirelens.show(view)
  else
    vim.notify('expected :Wirelens send, cancel, or show ' .. table.concat(VIEWS, '|'), vim.log.levels.ERROR)
  end
end, {
  nargs = '+',
  complete = function(lead, line)
    local words = line:match('show%s+%S*$') and VIEWS or { 'send', 'cancel', 'show' }
    return vim.tbl_filter(function(word) return vim.startswith(word, lead) end, words)
  end,
})
